// "ps:1 -> pipe -> grep:0"
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string_view>

#include "harness/exercise/exercise.h"
#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

constexpr std::size_t kLongestEdge = 1000;
constexpr int kHighestDescriptor = 1023;

/// Kinds of objects, and whether a name may follow: those that have one by which the checks know them.
struct ObjectWord {
  std::string_view word;
  bool named;
};
constexpr ObjectWord kObjects[] = {{"pipe", false}, {"fifo", true}, {"msgqueue", true}, {"shm", true},
                                   {"tcp", false},  {"udp", false}, {"unix", false},    {"file", true}};

[[noreturn]] void refuse(const std::string& sentence) {
  throw std::invalid_argument(sentence);
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// One part of an edge: "ps:1", "file:dest", "pipe".
struct Part {
  std::string_view text;
  std::string_view name;  ///< before the first colon
  std::string_view rest;  ///< after it
  bool colon = false;
};

Part part_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {text, text, {}, false};
  return {text, text.substr(0, colon), text.substr(colon + 1), true};
}

struct Split {
  std::vector<Part> parts;
  std::vector<bool> both_ways;  ///< of each arrow
};

Split split(std::string_view text) {
  Split found;
  for (;;) {
    const std::size_t arrow = text.find("->");
    const bool both = arrow != std::string_view::npos && arrow > 0 && text[arrow - 1] == '<';
    const std::string_view part = trimmed(text.substr(0, both ? arrow - 1 : arrow));
    if (part.empty()) refuse("something is missing before or after an arrow");
    found.parts.push_back(part_of(part));
    if (arrow == std::string_view::npos) return found;
    found.both_ways.push_back(both);
    text.remove_prefix(arrow + 2);
  }
}

const ObjectWord* object_word(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(kObjects), std::end(kObjects), [&](const ObjectWord& it) { return it.word == name; });
  return found == std::end(kObjects) ? nullptr : found;
}

bool is_signal(std::string_view name) {
  return name.starts_with("SIG") && signal_number(std::string(name)).has_value();
}

bool is_object(const Part& part) {
  return object_word(part.name) != nullptr || is_signal(part.name);
}

void set_object(const Part& part, PictureEdge& edge) {
  if (!is_object(part)) {
    std::vector<std::string> words;
    for (const ObjectWord& object : kObjects) words.emplace_back(object.word);
    words.emplace_back("a signal such as SIGTERM");
    refuse(fmt::format("{} is no kind of object{}", in_quotes(part.name), did_you_mean(part.name, words)));
  }
  const ObjectWord* word = object_word(part.name);
  const bool named = word != nullptr && word->named;
  if (part.colon && !named) refuse(fmt::format("{} has no name that could follow a colon", in_quotes(part.name)));
  if (part.colon && part.rest.empty()) refuse(fmt::format("{} names nothing after its colon", in_quotes(part.text)));
  if (part.name == "file" && !part.colon) refuse("'file' needs a path: 'file:PATH'");
  // One spelling for each signal, so that nobody who reads the edge meets an alias.
  edge.object = word != nullptr ? std::string(word->word) : signal_name(*signal_number(std::string(part.name)));
  edge.object_name = part.rest;
}

void set_program(const Part& part, std::string& name, std::optional<int>& descriptor) {
  if (part.name.empty()) refuse(fmt::format("{} names no program", in_quotes(part.text)));
  if (part.name.find_first_of(" \t/<>") != std::string_view::npos) {
    refuse(fmt::format("{} is no name of a program or role", in_quotes(part.name)));
  }
  name = part.name;
  if (!part.colon) return;
  int number = -1;
  const auto [end, error] = std::from_chars(part.rest.data(), part.rest.data() + part.rest.size(), number);
  if (part.rest.empty() || error != std::errc() || end != part.rest.data() + part.rest.size() || number < 0 ||
      number > kHighestDescriptor) {
    refuse(fmt::format("{} is no descriptor: a number from 0 to {}", in_quotes(part.rest), kHighestDescriptor));
  }
  descriptor = number;
}

/// "cat:1 -> file:dest" or "file:src -> cat"
void set_one_sided(const Split& found, PictureEdge& edge) {
  const Part& left = found.parts[0];
  const Part& right = found.parts[1];
  if (is_object(left) == is_object(right)) {
    refuse(is_object(left) ? "no program stands at either end"
                           : "no object stands between the programs: write it as in 'ps -> pipe -> grep'");
  }
  const Part& object = is_object(left) ? left : right;
  set_object(object, edge);
  const bool lasting = edge.object == "file" || edge.object == "fifo" || edge.object == "msgqueue";
  if (!lasting) refuse(fmt::format("{} has a program at both ends: write both", in_quotes(object.name)));
  if (is_object(left)) {
    set_program(right, edge.to, edge.to_fd);
  } else {
    set_program(left, edge.from, edge.from_fd);
  }
}

}  // namespace

PictureEdge parse_picture_edge(const std::string& text) {
  if (text.size() > kLongestEdge) refuse("it is too long");
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t'; })) {
    refuse("it holds a control character");
  }
  const Split found = split(text);
  if (found.both_ways.empty()) refuse("it has no arrow: write it as in 'ps:1 -> pipe -> grep:0'");
  if (found.parts.size() > 3) refuse("it has more than two arrows: write one edge for each object");
  if (found.both_ways.front() != found.both_ways.back()) refuse("both arrows must be '->', or both '<->'");
  PictureEdge edge;
  edge.text = text;
  edge.both_ways = found.both_ways.front();
  if (found.parts.size() == 2) {
    set_one_sided(found, edge);
    return edge;
  }
  set_program(found.parts[0], edge.from, edge.from_fd);
  set_object(found.parts[1], edge);
  set_program(found.parts[2], edge.to, edge.to_fd);
  return edge;
}

}  // namespace ipclab
