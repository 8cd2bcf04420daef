// memory.error: what AddressSanitizer and UBSan said of the scenario.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/checks/all.h"
#include "harness/checks/tell.h"

namespace ipclab {
namespace {

/// What the program does, by the checks' word for it. {0} stands for "reads" or "writes" with a size, which is that of
/// the whole access, also where only its last byte is too much; {1} for " in line 12".
struct KindText {
  std::string_view kind, message, reason;
};

constexpr std::string_view kOverlap = "A copy between areas that overlap may copy what it has already overwritten.";
constexpr std::string_view kGone = "What it meant lies no longer there: something else may use that memory by now.";

constexpr auto kTexts = std::to_array<KindText>({
    {"heap-buffer-overflow", "{0}{1} and reaches outside of a block that malloc gave",
     "The block is shorter than what is read or written."},
    {"stack-buffer-overflow", "{0}{1} and reaches beyond the end of a local variable",
     "What lies there belongs to something else: another variable, or the address to return to."},
    {"stack-buffer-underflow", "{0}{1} and reaches before the beginning of a local variable",
     "What lies there belongs to something else."},
    {"dynamic-stack-buffer-overflow", "{0}{1} and reaches outside of a local array of variable length",
     "What lies there belongs to something else."},
    {"global-buffer-overflow", "{0}{1} and reaches outside of a global variable",
     "What lies there belongs to something else."},
    {"heap-use-after-free", "{0}{1} in a block that has been freed", kGone},
    {"stack-use-after-return", "{0}{1} in a local variable of a function that has returned", kGone},
    {"stack-use-after-scope", "{0}{1} in a local variable whose block has been left", kGone},
    {"attempting double-free", "frees a block that has been freed already{1}",
     "The second free may destroy what malloc keeps there, or free somebody else's block."},
    {"attempting free", "frees an address that malloc did not give{1}",
     "free takes exactly what malloc, calloc or realloc returned."},
    {"negative-size-param", "copies a negative number of bytes{1}",
     "As a size, which has no sign, a negative number is a huge one."},
    {"SEGV", "{0}{1} where no memory is",
     "The pointer leads nowhere: it was never set, was NULL, or its index is far off."},
    {"BUS", "{0}{1} where a mapping has nothing behind it", "The mapping is longer than its object."},
    {"memcpy-", "copies between areas that overlap{1}", kOverlap},
    {"memmove-", "copies between areas that overlap{1}", kOverlap},
    {"str", "copies between strings that overlap{1}", kOverlap},
});

std::string access_text(const MemoryError& error) {
  const std::string verb = error.access == "write" ? "writes" : error.access == "read" ? "reads" : "goes";
  return error.size > 0 ? fmt::format("{} {}", verb, count(error.size, "byte")) : verb;
}

const KindText& text_of(const MemoryError& error) {
  static constexpr KindText kOther{"", "{0}{1} where it must not", "The memory there is not the program's to use."};
  const auto found = std::find_if(kTexts.begin(), kTexts.end(),
                                  [&](const KindText& text) { return error.kind.starts_with(text.kind); });
  return found == kTexts.end() ? kOther : *found;
}

Finding finding_of(const CheckInput& input, const MemoryError& error) {
  Finding finding = new_finding(input, "memory.error");
  finding.process = escaped(error.role);
  finding.location = error.location;
  const std::string where = in_line(input, error.location);
  if (error.kind == "undefined") {
    const bool null = error.text.find("null pointer") != std::string::npos;
    const bool index = error.text.find("out of bounds") != std::string::npos;
    finding.message = fmt::format("{} {}{}: {}", finding.process,
                                  null    ? "uses a null pointer"
                                  : index ? "goes beyond an array"
                                          : "computes what C leaves undefined",
                                  where, escaped(error.text));
    finding.reason = "The compiler may assume that this never happens; what the program does then is left to chance.";
    finding.hint = "Look at which values the variables in this line can have there. man 1 gcc";
  } else {
    const KindText& text = text_of(error);
    finding.message =
        fmt::format("{} {}", finding.process, fmt::format(fmt::runtime(text.message), access_text(error), where));
    if (!error.object.empty()) finding.message += fmt::format(", near the variable {}", escaped(error.object));
    finding.reason = fmt::format("{} That it often seems to work is chance.", text.reason);
    finding.hint =
        "Compare the size of what is used in this line with the size that it was given; for strings count the "
        "terminating zero byte. man 3 string";
  }
  finding.evidence.push_back({finding.process, 0, "the checks of memory stop the program here", error.location});
  for (const MemoryError::Place& place : error.places) {
    finding.evidence.push_back({finding.process, 0,
                                place.what == "freed" ? "free() frees the block" : "malloc() gives the block",
                                place.location});
  }
  return finding;
}

}  // namespace

std::vector<Finding> check_memory(const CheckInput& input) {
  std::vector<Finding> findings;
  for (const MemoryError& error : input.record.memory_errors) {
    const bool told = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
      return finding.location.file == error.location.file && finding.location.line == error.location.line;
    });
    if (!told) findings.push_back(finding_of(input, error));
  }
  return findings;
}

}  // namespace ipclab
