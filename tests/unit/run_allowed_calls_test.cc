// The calls that exercise.toml may name and those that the sandbox lets through are the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/exercise/sandbox_calls.h"
#include "sandbox/vocabulary.h"

namespace ipclab {
namespace {

TEST(AllowedCalls, AreTheOnesThatTheSandboxCanLetThrough) {
  const auto known = calls_to_allow();
  const auto possible = sandbox::allowable_calls();
  EXPECT_THAT(std::vector<std::string_view>(known.begin(), known.end()),
              testing::ElementsAreArray(possible.begin(), possible.end()));
}

}  // namespace
}  // namespace ipclab
