// The registers of a stopped task: all that differs between x86-64 and AArch64 in tracing.
#pragma once

#include <sys/types.h>
#include <sys/user.h>

#include <array>
#include <cstdint>
#include <optional>

namespace ipclab::sandbox {

class Registers {
 public:
  /// Reads them. False: the task is gone.
  bool load(pid_t tid);
  bool store(pid_t tid) const;

  std::uint64_t pc() const;
  std::uint64_t stack() const;
  std::uint64_t frame() const;  ///< the frame pointer
  std::uint64_t link() const;   ///< AArch64: the return address of a leaf; x86-64: 0
#if defined(__x86_64__)
  static constexpr int kDwarf = 17, kDwarfStack = 7;  ///< how many have a number in DWARF; the stack pointer's
#else
  static constexpr int kDwarf = 32, kDwarfStack = 31;
#endif
  /// By DWARF number, for unwinding.
  std::array<std::uint64_t, kDwarf> dwarf() const;

  std::uint64_t argument(int index) const;
  /// At the entry of a call: argument `index` becomes `value`.
  void set_argument(int index, std::uint64_t value);
  /// At the entry: another call is carried out.
  void set_call(std::int64_t number);
  /// At the return: what the program had there before set_argument() and set_call().
  void restore_call(std::int64_t number, const std::array<std::uint64_t, 6>& arguments);
  /// At the return: what the program sees.
  void set_result(std::int64_t value);
  /// At the entry: the call is not carried out and returns `result`. Call store() and, on AArch64, the kernel's own
  /// register set.
  bool skip_call(pid_t tid, std::int64_t result);
  /// After a call was interrupted: the same call is made again when the task goes on.
  bool repeat_call(pid_t tid, std::int64_t number);

 private:
  user_regs_struct regs_{};
#if defined(__aarch64__)
  std::optional<int> call_;  ///< to be stored: it is no register
#endif
};

}  // namespace ipclab::sandbox
