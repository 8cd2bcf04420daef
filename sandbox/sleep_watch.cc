#include "sandbox/sleep_watch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>

namespace ipclab::sandbox {
namespace {

constexpr int kMostKept = 500;  ///< descriptors from this number on are not kept: a run may have many tasks

std::int64_t number_at(std::string_view text) {
  std::int64_t number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The number after `label` in a text of /proc/TID/status; 0 if it is not there.
std::int64_t number_after(std::string_view text, std::string_view label) {
  const std::size_t at = text.find(label);
  return at == std::string_view::npos ? 0 : number_at(text.substr(at + label.size()));
}

}  // namespace

std::string_view SleepWatch::text_of(Fd* file, const char* name) {
  static std::array<char, 8192> text;  // these files are shorter, and come whole in one piece
  if (!*file) {
    std::array<char, 64> path;
    *fmt::format_to_n(path.data(), path.size() - 1, "/proc/{}/{}", tid_, name).out = '\0';
    *file = Fd(open(path.data(), O_RDONLY | O_CLOEXEC));
  }
  const ssize_t got = *file ? pread(file->get(), text.data(), text.size(), 0) : -1;
  if (file->get() >= kMostKept) file->reset();
  return {text.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

void SleepWatch::turn_to(pid_t tid) {
  if (tid == tid_) return;
  tid_ = tid;
  for (Fd* file : {&status_, &stat_, &syscall_}) file->reset();
}

Sleep SleepWatch::told(char state) {
  Sleep sleep;
  sleep.asleep = state == 'S';
  sleep.works = state == 'R';
  sleep.traced = state == 't' || state == 'T';
  sleep.dead = state == 'Z';
  sleep.uninterruptible = state == 'D';
  // "running", or the number of the call.
  if (sleep.asleep || sleep.uninterruptible) sleep.call = number_at(text_of(&syscall_, "syscall"));
  return sleep;
}

Sleep SleepWatch::look(pid_t tid) {
  turn_to(tid);
  const std::string_view status = text_of(&status_, "status");
  constexpr std::string_view kState = "\nState:\t";
  const std::size_t state = status.find(kState);
  if (state == std::string_view::npos) return {};
  const std::int64_t switches =
      number_after(status, "\nvoluntary_ctxt_switches:\t") + number_after(status, "\nnonvoluntary_ctxt_switches:\t");
  Sleep sleep = told(status[state + kState.size()]);
  sleep.switches = switches;
  return sleep;
}

char SleepWatch::state(pid_t tid) {
  turn_to(tid);
  const std::string_view stat = text_of(&stat_, "stat");
  // "12 (name) S …", where the name is the program's choice.
  const std::size_t name_end = stat.rfind(") ");
  return name_end == std::string_view::npos || name_end + 2 >= stat.size() ? '\0' : stat[name_end + 2];
}

Sleep SleepWatch::glance(pid_t tid) {
  return told(state(tid));
}

bool SleepWatch::works(pid_t tid) {
  return state(tid) == 'R';
}

}  // namespace ipclab::sandbox
