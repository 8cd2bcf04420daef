#include "harness/checks/tokens.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>

#include "harness/checks/endpoints.h"

namespace ipclab {
namespace {

/// Counts how far numbers go on one by one.
class Run {
 public:
  void next(std::int64_t number) {
    length_ = last_ && number == *last_ + 1 ? length_ + 1 : 1;
    last_ = number;
    longest_ = std::max(longest_, length_);
  }
  int longest() const { return longest_; }

 private:
  std::optional<std::int64_t> last_;
  int length_ = 0, longest_ = 0;
};

template <typename Word>
std::int64_t word_at(std::string_view bytes, std::size_t offset) {
  Word word{};
  std::memcpy(&word, bytes.data() + offset, sizeof word);
  return static_cast<std::int64_t>(word);
}

template <typename Word>
int run_of_words(std::string_view stream) {
  Run run;
  for (std::size_t i = 0; i + sizeof(Word) <= stream.size(); i += sizeof(Word)) run.next(word_at<Word>(stream, i));
  return run.longest();
}

/// A number at a fixed place of each message, whatever else is in it.
int run_at_same_place(const std::vector<std::string_view>& portions) {
  constexpr std::size_t kPlaces = 128;
  std::size_t longest = 0;
  for (std::string_view portion : portions) longest = std::max(longest, portion.size());
  int best = 0;
  for (std::size_t place = 0; place + sizeof(std::int32_t) <= std::min(longest, kPlaces);
       place += sizeof(std::int32_t)) {
    Run run;
    for (std::string_view portion : portions)
      if (place + sizeof(std::int32_t) <= portion.size()) run.next(word_at<std::int32_t>(portion, place));
    best = std::max(best, run.longest());
  }
  return best;
}

int run_of_decimals(std::string_view text) {
  constexpr int kDigits = 9;
  Run run;
  for (std::size_t i = 0; i < text.size();) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) {
      ++i;
      continue;
    }
    std::int64_t number = 0;
    int digits = 0;
    for (; i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0; ++i)
      if (++digits <= kDigits) number = number * 10 + (text[i] - '0');
    run.next(digits <= kDigits ? number : -1);
  }
  return run.longest();
}

bool carries_tokens(const IpcObject& object) {
  if (object.grader) return false;
  switch (object.kind) {
    case ObjectKind::Pipe:
    case ObjectKind::Fifo:
    case ObjectKind::Socket:
    case ObjectKind::MsgQueue:
    case ObjectKind::File:
      return true;
    default:
      return false;
  }
}

bool sends(const Call& call) {
  return call.name == "write" || call.name == "send" || call.name == "msgsnd" || call.name == "mq_send";
}

/// What the process sent through the object. Which object a call was for is the flow's knowledge: calls between its
/// first and last one through the same descriptor (queues: the same id).
std::vector<std::string_view> portions_of(const World& world, const Flow& flow) {
  std::vector<std::string_view> portions;
  if (flow.first_call < 0) return portions;
  const sandbox::Event& first = world.enter(world.calls[static_cast<std::size_t>(flow.first_call)]);
  const auto way = [](const sandbox::Event& enter) {
    return std::make_pair(enter.number_or("fd", -1), enter.number_or("id", -1));
  };
  for (int index = flow.first_call; index <= flow.last_call; ++index) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (call.process != flow.process || call.image != flow.image || !sends(call) || call.failed()) continue;
    const sandbox::Event& enter = world.enter(call);
    if (way(enter) != way(first)) continue;
    if (const std::string* data = enter.text("data")) portions.emplace_back(*data);
  }
  return portions;
}

bool taken_out_by_another(const World& world, const Flow& flow) {
  const int far = far_side(world, flow.object);
  return std::any_of(world.flows.begin(), world.flows.end(), [&](const Flow& other) {
    return !other.writes && other.object == far && other.process != flow.process && other.bytes > 0;
  });
}

/// System V messages may carry a number as their type.
int run_of_types(const World& world, const Flow& flow) {
  if (world.objects[static_cast<std::size_t>(flow.object)].kind != ObjectKind::MsgQueue) return 0;
  Run run;
  for (int index = std::max(flow.first_call, 0); index <= flow.last_call; ++index) {
    const Call& call = world.calls[static_cast<std::size_t>(index)];
    if (call.process == flow.process && call.name == "msgsnd" && !call.failed())
      run.next(world.enter(call).number_or("type", 0));
  }
  return run.longest();
}

}  // namespace

int longest_run(const std::vector<std::string_view>& portions) {
  std::string stream;
  for (std::string_view portion : portions) stream += portion;
  return std::max({run_of_words<std::int32_t>(stream), run_of_words<std::int64_t>(stream), run_at_same_place(portions),
                   run_of_decimals(stream)});
}

std::vector<Passed> numbers_passed(const World& world) {
  std::vector<Passed> found;
  for (const Flow& flow : world.flows) {
    const IpcObject& object = world.objects[static_cast<std::size_t>(flow.object)];
    if (!flow.writes || flow.bytes == 0 || !carries_tokens(object) || !taken_out_by_another(world, flow)) continue;
    const int run = std::max(longest_run(portions_of(world, flow)), run_of_types(world, flow));
    if (run > kLongestTokenRun) found.push_back({flow.process, flow.object, flow.first_call, run});
  }
  return found;
}

}  // namespace ipclab
