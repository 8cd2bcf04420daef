#include "harness/exercise/sandbox_calls.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

// The sandbox has the same list (sandbox/untraced_calls.cc); a test compares them.
constexpr std::string_view kCalls[] = {
    "add_key",     "io_cancel",      "io_destroy",        "io_getevents",     "io_pgetevents",     "io_setup",
    "io_submit",   "io_uring_enter", "io_uring_register", "io_uring_setup",   "ioprio_set",        "kcmp",
    "keyctl",      "mbind",          "memfd_secret",      "perf_event_open",  "personality",       "pidfd_getfd",
    "pkey_alloc",  "pkey_free",      "pkey_mprotect",     "process_vm_readv", "process_vm_writev", "remap_file_pages",
    "request_key", "set_mempolicy",  "userfaultfd",
};

}  // namespace

std::span<const std::string_view> calls_to_allow() {
  return kCalls;
}

std::vector<std::string> read_allowed_calls(const TomlValue& sandbox) {
  TomlTable table = sandbox.table("the sandbox");
  std::vector<std::string> calls;
  for (const TomlValue& element : table.need("allow").list()) {
    const std::string call = element.word();
    const std::vector<std::string> known(std::begin(kCalls), std::end(kCalls));
    if (std::find(known.begin(), known.end(), call) == known.end())
      element.fail(fmt::format("{} is no call that can be allowed{}", in_quotes(call), did_you_mean(call, known)));
    if (std::find(calls.begin(), calls.end(), call) != calls.end())
      element.fail(fmt::format("{} is allowed twice", in_quotes(call)));
    calls.push_back(call);
  }
  std::sort(calls.begin(), calls.end());
  table.refuse_others();
  return calls;
}

}  // namespace ipclab
