#include "harness/exercise/faults.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "harness/exercise/suggest.h"

namespace ipclab {
namespace {

constexpr std::int64_t kMostTimes = 1000000;

struct Error {
  const char* name;
  int number;
};
#define IPCLAB_ERROR(name) \
  Error {                  \
#name, name            \
  }

/// A call that can be made to fail, what events call it, and the errors that its man page gives and that can happen to
/// every program, however well written. EINTR is none of them: only a signal interrupts, and a step can send one.
struct Failing {
  std::string call, event;
  std::vector<Error> errors;
};

const std::vector<Failing>& table() {
  static const std::vector<Error> files = {IPCLAB_ERROR(EMFILE), IPCLAB_ERROR(ENFILE)};
  static const std::vector<Error> objects = {IPCLAB_ERROR(EACCES), IPCLAB_ERROR(ENOMEM), IPCLAB_ERROR(ENOSPC)};
  static const std::vector<Failing> calls = {
      {"fork", "fork", {IPCLAB_ERROR(EAGAIN), IPCLAB_ERROR(ENOMEM)}},
      {"open", "openat", {IPCLAB_ERROR(EACCES), IPCLAB_ERROR(EMFILE), IPCLAB_ERROR(ENFILE), IPCLAB_ERROR(ENOSPC)}},
      {"pipe", "pipe2", files},
      {"dup", "dup", {IPCLAB_ERROR(EMFILE)}},
      {"socket", "socket", {IPCLAB_ERROR(EMFILE), IPCLAB_ERROR(ENFILE), IPCLAB_ERROR(ENOBUFS)}},
      {"accept",
       "accept4",
       {IPCLAB_ERROR(ECONNABORTED), IPCLAB_ERROR(EMFILE), IPCLAB_ERROR(ENFILE), IPCLAB_ERROR(ENOBUFS)}},
      {"bind", "bind", {IPCLAB_ERROR(EACCES), IPCLAB_ERROR(EADDRINUSE)}},
      {"connect", "connect", {IPCLAB_ERROR(ECONNREFUSED), IPCLAB_ERROR(ENETUNREACH), IPCLAB_ERROR(ETIMEDOUT)}},
      {"msgget", "msgget", objects},
      {"msgsnd", "msgsnd", {IPCLAB_ERROR(EACCES), IPCLAB_ERROR(ENOMEM)}},
      {"msgrcv", "msgrcv", {IPCLAB_ERROR(EACCES)}},
      {"shmget", "shmget", objects},
      {"shmat", "shmat", {IPCLAB_ERROR(EACCES), IPCLAB_ERROR(ENOMEM)}},
      {"semget", "semget", objects},
      {"semop", "semop", {IPCLAB_ERROR(EACCES), IPCLAB_ERROR(ENOMEM)}},
      {"mmap", "mmap", {IPCLAB_ERROR(ENFILE), IPCLAB_ERROR(ENOMEM)}},
      {"mq_open", "mq_open", {IPCLAB_ERROR(EACCES), IPCLAB_ERROR(EMFILE), IPCLAB_ERROR(ENOMEM), IPCLAB_ERROR(ENOSPC)}},
      {"exec", "execve", {IPCLAB_ERROR(EACCES), IPCLAB_ERROR(ENOENT), IPCLAB_ERROR(ENOMEM)}},
  };
  return calls;
}
#undef IPCLAB_ERROR

template <typename List, typename Name>
std::vector<std::string> names_of(const List& list, Name name) {
  std::vector<std::string> names;
  names.reserve(list.size());
  for (const auto& one : list) names.emplace_back(name(one));
  return names;
}

FaultSpec read_fault(const TomlValue& value, const std::vector<std::string>& programs) {
  TomlTable fault = value.table("a fault");
  FaultSpec spec;
  const TomlValue call = fault.need("call");
  const std::string name = call.bytes();
  const auto found = std::find_if(table().begin(), table().end(), [&](const Failing& it) { return it.call == name; });
  if (found == table().end()) {
    const auto calls = names_of(table(), [](const Failing& it) { return it.call; });
    call.fail(fmt::format("{} is no call that can be made to fail: these are {}{}", in_quotes(name),
                          fmt::join(calls, ", "), did_you_mean(name, calls)));
  }
  spec.call = found->event;
  const TomlValue error = fault.need("error");
  const std::string word = error.bytes();
  const auto number =
      std::find_if(found->errors.begin(), found->errors.end(), [&](const Error& it) { return it.name == word; });
  if (number == found->errors.end()) {
    const auto errors = names_of(found->errors, [](const Error& it) { return it.name; });
    error.fail(
        fmt::format("{} does not fail with {}, but it can with {}", name, in_quotes(word), fmt::join(errors, ", ")));
  }
  spec.error = number->number;
  if (const auto program = fault.find("program")) {
    spec.program = program->bytes();
    if (std::find(programs.begin(), programs.end(), spec.program) == programs.end()) {
      program->fail(fmt::format("{} is no program of the submission{}", in_quotes(spec.program),
                                did_you_mean(spec.program, programs)));
    }
  }
  if (const auto time = fault.find("time")) spec.time = static_cast<int>(time->integer(1, kMostTimes));
  fault.refuse_others();
  return spec;
}

}  // namespace

std::vector<FaultSpec> read_faults(const TomlValue& value, const std::vector<std::string>& programs) {
  std::vector<FaultSpec> faults;
  for (const TomlValue& one : value.list()) faults.push_back(read_fault(one, programs));
  return faults;
}

}  // namespace ipclab
