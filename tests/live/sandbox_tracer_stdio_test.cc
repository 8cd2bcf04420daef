// What a program has printed and its C library has not yet written.
#include <gmock/gmock.h>
#include <signal.h>

#include "sandbox/stdio_buffers.h"
#include "tests/live/traced.h"

namespace ipclab::sandbox {

static void PrintTo(const UnwrittenText& text, std::ostream* out) {
  *out << text.fd << ": " << text.bytes << " " << testing::PrintToString(text.text);
}

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<UnwrittenText> unwritten_in(const Event& event) {
  std::vector<UnwrittenText> streams;
  const auto* fds = event.numbers("unwritten_fds");
  const auto* bytes = event.numbers("unwritten_bytes");
  const auto* texts = event.texts("unwritten_texts");
  for (std::size_t i = 0; fds != nullptr && i < fds->size(); ++i)
    streams.push_back({static_cast<int>(fds->at(i)), bytes->at(i), texts->at(i)});
  return streams;
}

/// The events that tell of unwritten text, with it.
std::vector<std::pair<std::string, std::vector<UnwrittenText>>> told(const std::string& how) {
  std::vector<std::pair<std::string, std::vector<UnwrittenText>>> all;
  for (const Event& event : run_to_end("prints_and_goes", {how}).trace.events) {
    const auto streams = unwritten_in(event);
    if (streams.empty()) continue;
    all.emplace_back(std::string(to_string(event.kind)) + (event.name.empty() ? "" : " " + event.name), streams);
  }
  return all;
}

const UnwrittenText kLost{1, 5, "lost\n"};
const UnwrittenText kSecond{3, 6, "second"};

TEST(UnwrittenText, IsSeenInTheBufferAtUnderscoreExit) {
  EXPECT_THAT(told("_exit"), ElementsAre(testing::Pair("enter exit", ElementsAre(kLost))));
}

TEST(UnwrittenText, IsSeenAtAnExecWhetherItSucceedsOrNot) {
  EXPECT_THAT(told("exec"), ElementsAre(testing::Pair("enter execve", ElementsAre(kLost))));
  EXPECT_THAT(told("failed-exec"), ElementsAre(testing::Pair("enter execve", ElementsAre(kLost))));
}

TEST(UnwrittenText, IsSeenAtTheDeliveryOfASignalThatKills) {
  for (const char* how : {"signal", "crash", "abort"})
    EXPECT_THAT(told(how), ElementsAre(testing::Pair("signal", ElementsAre(kLost)))) << how;
}

TEST(UnwrittenText, IsSeenAtTheEndWhereSigkillHasNoDelivery) {
  EXPECT_THAT(told("SIGKILL"), ElementsAre(testing::Pair("end", ElementsAre(kLost))));
}

TEST(UnwrittenText, OfEveryStreamIsSeenAtAForkThatCopiesTheMemory) {
  EXPECT_THAT(told("fork"), ElementsAre(testing::Pair("enter fork", ElementsAre(kLost, kSecond))));
}

TEST(UnwrittenText, IsNotCopiedByVfork) {
  // The child leaves with its parent's memory, which still holds the text.
  EXPECT_THAT(told("vfork"), ElementsAre(testing::Pair("enter exit", ElementsAre(kLost))));
}

TEST(UnwrittenText, IsNoneWhereTheProgramReturnsFromMain) {
  EXPECT_THAT(told("return"), IsEmpty());
}

TEST(UnwrittenText, ListThatLeadsNowhereIsReadOnlySoFar) {
  const auto all = told("broken-list");
  ASSERT_EQ(all.size(), 1u);
  for (const UnwrittenText& stream : all[0].second) EXPECT_EQ(stream, kLost);
}

}  // namespace
}  // namespace ipclab::sandbox
