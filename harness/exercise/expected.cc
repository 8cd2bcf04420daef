#include "harness/exercise/expected.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/exercise/content.h"
#include "harness/exercise/pattern.h"
#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

constexpr int kHighestStatus = 255;  ///< what wait() can tell apart

std::vector<Content> read_several(const TomlValue& value, ExerciseFolder& folder) {
  std::vector<Content> contents;
  for (const TomlValue& element : value.list()) contents.push_back(read_content(element, folder));
  if (contents.empty()) value.fail(fmt::format("{} must not be empty", value.name()));
  return contents;
}

Expected read_contains(const TomlValue& value, TomlTable& table, ExerciseFolder& folder) {
  Expected expected;
  expected.kind = Expected::Kind::Contains;
  if (value.is_list()) {
    expected.contents = read_several(value, folder);
  } else {
    expected.contents.push_back(read_content(value, folder));
  }
  for (const Content& content : expected.contents) {
    if (size_of(content, folder.path()) == 0) value.fail("every text contains the empty one: nothing would be judged");
  }
  if (const auto ignore = table.find("ignore-case")) expected.ignore_case = ignore->truth();
  return expected;
}

Expected read_kind(const std::string& kind, const TomlValue& value, TomlTable& table, ExerciseFolder& folder) {
  Expected expected;
  if (kind == "any-of") {
    expected.kind = Expected::Kind::AnyOf;
    expected.contents = read_several(value, folder);
  } else if (kind == "contains") {
    expected = read_contains(value, table, folder);
  } else if (kind == "matches") {
    expected.kind = Expected::Kind::Matches;
    expected.pattern = value.bytes();
    if (const auto wrong = pattern_error(expected.pattern)) value.fail(*wrong);
  } else if (kind == "lines-in-any-order") {
    expected.kind = Expected::Kind::LinesInAnyOrder;
    expected.contents.push_back(read_content(value, folder));
  } else if (kind == "non-empty") {
    expected.kind = Expected::Kind::NonEmpty;
    if (!value.truth()) value.fail("'non-empty' can only be true: leave it out, or expect the text \"\"");
  } else if (kind == "lines-of") {
    expected.kind = Expected::Kind::LinesOf;
    expected.path = value.path();
    expected.pattern = table.need("containing").bytes();
  } else {
    expected.kind = Expected::Kind::SameAs;
    expected.path = value.path();
  }
  return expected;
}

}  // namespace

Expected read_expected(const TomlValue& value, ExerciseFolder& folder) {
  if (value.is_table()) {
    TomlTable table = value.table("what is expected");
    const bool exactly = std::any_of(content_kinds().begin(), content_kinds().end(),
                                     [&](const std::string& kind) { return table.has(kind); });
    if (!exactly) {
      std::vector<std::string> kinds = {"any-of",    "contains", "matches", "lines-in-any-order",
                                        "non-empty", "lines-of", "same-as"};
      kinds.insert(kinds.end(), content_kinds().begin(), content_kinds().end());
      const std::string kind = table.which_of(kinds);
      Expected expected = read_kind(kind, table.need(kind), table, folder);
      table.refuse_others();
      return expected;
    }
  }
  Expected expected;
  expected.contents.push_back(read_content(value, folder));
  return expected;
}

ExpectedStatus read_expected_status(const TomlValue& value) {
  ExpectedStatus status;
  if (value.is_text()) {
    if (value.bytes() != "non-zero") {
      value.fail(fmt::format("{} is {}, and must be a number, a list of numbers or \"non-zero\"", value.name(),
                             in_quotes(value.bytes())));
    }
    status.non_zero = true;
  } else if (value.is_list()) {
    for (const TomlValue& code : value.list())
      status.codes.push_back(static_cast<int>(code.integer(0, kHighestStatus)));
    if (status.codes.empty()) value.fail(fmt::format("{} must not be empty", value.name()));
  } else if (value.is_integer()) {
    status.codes.push_back(static_cast<int>(value.integer(0, kHighestStatus)));
  } else {
    value.fail_type("a number, a list of numbers or \"non-zero\"");
  }
  return status;
}

}  // namespace ipclab
