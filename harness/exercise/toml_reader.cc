#include "harness/exercise/toml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/exercise/exercise.h"
#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

constexpr std::size_t kLongestWord = 64;
constexpr std::size_t kLongestPart = 255;   ///< of a path: the kernel's NAME_MAX
constexpr std::size_t kLongestPath = 2000;  ///< half of the kernel's PATH_MAX, so that a folder can stand before it

const char* type_word(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a fraction";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// For std::sort: the order in which a person meets them.
bool comes_before(const toml::key* left, const toml::key* right) {
  const auto& l = left->source().begin;
  const auto& r = right->source().begin;
  return l.line != r.line ? l.line < r.line : l.column < r.column;
}

}  // namespace

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord && is_letter_or_digit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '+' || c == '-'; });
}

void fail_at(const std::string& file, const toml::source_region& place, std::string_view sentence) {
  throw ExerciseError(fmt::format("{}:{}:{}: {}", file, std::max<toml::source_index>(place.begin.line, 1),
                                  std::max<toml::source_index>(place.begin.column, 1), sentence));
}

void TomlValue::fail_type(std::string_view wanted) const {
  fail(fmt::format("{} must be {}, and is {}", name_, wanted, type_word(*node_)));
}

std::string TomlValue::bytes() const {
  if (!is_text()) fail_type("a text");
  return node_->as_string()->get();
}

std::string TomlValue::text() const {
  std::string text = bytes();
  if (text.find('\0') != std::string::npos) fail(fmt::format("{} can't hold a NUL", name_));
  return text;
}

std::string TomlValue::label() const {
  std::string text = bytes();
  if (text.empty()) fail(fmt::format("{} must not be empty", name_));
  if (std::any_of(text.begin(), text.end(), is_control)) {
    fail(fmt::format("{} must be one line without control characters", name_));
  }
  return text;
}

std::string TomlValue::word() const {
  std::string text = bytes();
  if (!is_word(text)) fail_word(text);
  return text;
}

void TomlValue::fail_word(std::string_view text) const {
  fail(
      fmt::format("{} can't be a name: a name has 1 to {} letters, digits or . _ + - and begins with a letter or digit",
                  in_quotes(text), kLongestWord));
}

std::string TomlValue::path() const {
  std::string path = text();
  std::string_view rest = path;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  bool good = !rest.empty() && path.size() <= kLongestPath && !path.ends_with('/');
  while (good && !rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    good = !part.empty() && part != "." && part != ".." && part.size() <= kLongestPart;
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  }
  if (!good) fail(fmt::format("{} is {}, and must be a path without '.', '..' or empty parts", name_, in_quotes(path)));
  return path;
}

std::string TomlValue::relative_path() const {
  std::string path = this->path();
  if (path.starts_with('/')) fail(fmt::format("{} is {}, and must not be an absolute path", name_, in_quotes(path)));
  return path;
}

bool TomlValue::truth() const {
  if (!node_->is_boolean()) fail_type("true or false");
  return node_->as_boolean()->get();
}

std::int64_t TomlValue::integer(std::int64_t least, std::int64_t most) const {
  if (!is_integer()) fail_type("a whole number");
  const std::int64_t number = node_->as_integer()->get();
  if (number < least || number > most) {
    fail(fmt::format("{} is {}, and must be from {} to {}", name_, number, least, most));
  }
  return number;
}

double TomlValue::number(double least, double most) const {
  if (!node_->is_number()) fail_type("a number");
  const double number =
      is_integer() ? static_cast<double>(node_->as_integer()->get()) : node_->as_floating_point()->get();
  if (!std::isfinite(number) || number < least || number > most) {
    fail(fmt::format("{} is {}, and must be from {} to {}", name_, number, least, most));
  }
  return number;
}

std::vector<TomlValue> TomlValue::list() const {
  if (!is_list()) fail_type("a list");
  std::vector<TomlValue> values;
  for (const toml::node& element : *node_->as_array()) {
    values.emplace_back(element, name_.starts_with("an element of ") ? name_ : "an element of " + name_, *file_);
  }
  return values;
}

std::vector<std::string> TomlValue::texts() const {
  std::vector<std::string> texts;
  for (const TomlValue& value : list()) texts.push_back(value.text());
  return texts;
}

TomlTable TomlValue::table(std::string what) const {
  if (!is_table()) fail_type("a table");
  return {*node_->as_table(), std::move(what), *file_};
}

bool TomlTable::is_known(std::string_view key) const {
  return std::find(known_.begin(), known_.end(), key) != known_.end();
}

std::vector<const toml::key*> TomlTable::keys_in_order() const {
  std::vector<const toml::key*> keys;
  for (auto it = table_->begin(); it != table_->end(); ++it) keys.push_back(&it->first);
  std::sort(keys.begin(), keys.end(), comes_before);
  return keys;
}

std::optional<TomlValue> TomlTable::find(std::string_view key) {
  if (!is_known(key)) known_.emplace_back(key);
  const toml::node* node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  return TomlValue(*node, in_quotes(key), *file_);
}

TomlValue TomlTable::need(std::string_view key) {
  if (auto value = find(key)) return *std::move(value);
  refuse_misspelling_of({std::string(key)});
  fail(fmt::format("{} lacks the key {}", what_, in_quotes(key)));
}

std::string TomlTable::which_of(const std::vector<std::string>& keys) {
  std::string found, all;
  for (const std::string& key : keys) {
    all += (all.empty() ? "" : ", ") + key;
    const auto value = find(key);
    if (!value) continue;
    if (!found.empty())
      value->fail(fmt::format("{} has both {} and {}: one of them", what_, in_quotes(found), in_quotes(key)));
    found = key;
  }
  if (!found.empty()) return found;
  refuse_misspelling_of(keys);
  fail(fmt::format("{} must have one of the keys {}", what_, all));
}

std::vector<std::pair<std::string, TomlValue>> TomlTable::entries() {
  std::vector<std::pair<std::string, TomlValue>> all;
  for (const toml::key* key : keys_in_order()) {
    const std::string name(key->str());
    if (const auto value = find(name)) all.emplace_back(name, *value);
  }
  return all;
}

void TomlTable::refuse_misspelling_of(const std::vector<std::string>& wanted) const {
  for (const toml::key* key : keys_in_order()) {
    if (is_known(key->str())) continue;
    const auto meant = nearest_word(key->str(), wanted);
    if (!meant) continue;
    fail_at(*file_, key->source(),
            fmt::format("unknown key {} in {}: did you mean {}?", in_quotes(key->str()), what_, in_quotes(*meant)));
  }
}

void TomlTable::refuse_others() const {
  for (const toml::key* key : keys_in_order()) {
    if (is_known(key->str())) continue;
    fail_at(*file_, key->source(),
            fmt::format("unknown key {} in {}{}", in_quotes(key->str()), what_, did_you_mean(key->str(), known_)));
  }
}

}  // namespace ipclab
