#include "sandbox/registers.h"

#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include <algorithm>
#include <iterator>

namespace ipclab::sandbox {

bool Registers::load(pid_t tid) {
  iovec io{&regs_, sizeof regs_};
  return ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &io) == 0;
}

#if defined(__x86_64__)

bool Registers::store(pid_t tid) const {
  iovec io{const_cast<user_regs_struct*>(&regs_), sizeof regs_};
  return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &io) == 0;
}

std::uint64_t Registers::pc() const {
  return regs_.rip;
}
std::uint64_t Registers::stack() const {
  return regs_.rsp;
}
std::uint64_t Registers::frame() const {
  return regs_.rbp;
}
std::uint64_t Registers::link() const {
  return 0;
}

std::array<std::uint64_t, Registers::kDwarf> Registers::dwarf() const {
  // System V ABI, AMD64 supplement, figure 3.36.
  return {regs_.rax, regs_.rdx, regs_.rcx, regs_.rbx, regs_.rsi, regs_.rdi, regs_.rbp, regs_.rsp, regs_.r8,
          regs_.r9,  regs_.r10, regs_.r11, regs_.r12, regs_.r13, regs_.r14, regs_.r15, regs_.rip};
}

std::uint64_t Registers::argument(int index) const {
  const unsigned long long arguments[] = {regs_.rdi, regs_.rsi, regs_.rdx, regs_.r10, regs_.r8, regs_.r9};
  return arguments[index];
}

void Registers::set_argument(int index, std::uint64_t value) {
  unsigned long long* const arguments[] = {&regs_.rdi, &regs_.rsi, &regs_.rdx, &regs_.r10, &regs_.r8, &regs_.r9};
  *arguments[index] = value;
}

void Registers::set_call(std::int64_t number) {
  regs_.orig_rax = static_cast<unsigned long long>(number);
}

void Registers::restore_call(std::int64_t number, const std::array<std::uint64_t, 6>& arguments) {
  set_call(number);
  for (std::size_t i = 0; i < arguments.size(); ++i) set_argument(static_cast<int>(i), arguments[i]);
}

void Registers::set_result(std::int64_t value) {
  regs_.rax = static_cast<unsigned long long>(value);
}

bool Registers::skip_call(pid_t tid, std::int64_t result) {
  regs_.orig_rax = static_cast<unsigned long long>(-1);
  regs_.rax = static_cast<unsigned long long>(result);
  return store(tid);
}

bool Registers::repeat_call(pid_t tid, std::int64_t number) {
  constexpr unsigned kSyscallLength = 2;  // 0f 05
  regs_.rip -= kSyscallLength;
  regs_.rax = static_cast<unsigned long long>(number);
  return store(tid);
}

#elif defined(__aarch64__)

namespace {
bool store_call_number(pid_t tid, int number) {
  iovec io{&number, sizeof number};
  return ptrace(PTRACE_SETREGSET, tid, NT_ARM_SYSTEM_CALL, &io) == 0;
}
}  // namespace

bool Registers::store(pid_t tid) const {
  iovec io{const_cast<user_regs_struct*>(&regs_), sizeof regs_};
  if (ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &io) != 0) return false;
  return !call_ || store_call_number(tid, *call_);
}

std::uint64_t Registers::pc() const {
  return regs_.pc;
}
std::uint64_t Registers::stack() const {
  return regs_.sp;
}
std::uint64_t Registers::frame() const {
  return regs_.regs[29];
}
std::uint64_t Registers::link() const {
  return regs_.regs[30];
}

std::array<std::uint64_t, Registers::kDwarf> Registers::dwarf() const {
  std::array<std::uint64_t, kDwarf> all{};
  std::copy(std::begin(regs_.regs), std::end(regs_.regs), all.begin());
  all[kDwarfStack] = regs_.sp;
  return all;
}

std::uint64_t Registers::argument(int index) const {
  return regs_.regs[index];
}

void Registers::set_argument(int index, std::uint64_t value) {
  regs_.regs[index] = value;
}

void Registers::set_call(std::int64_t number) {
  call_ = static_cast<int>(number);
}

void Registers::restore_call(std::int64_t, const std::array<std::uint64_t, 6>& arguments) {
  // The first is where the result stands, and the kernel keeps a copy of its own for a repetition; the number is in x8
  // still.
  for (std::size_t i = 1; i < arguments.size(); ++i) set_argument(static_cast<int>(i), arguments[i]);
}

void Registers::set_result(std::int64_t value) {
  regs_.regs[0] = static_cast<std::uint64_t>(value);
}

bool Registers::skip_call(pid_t tid, std::int64_t result) {
  set_result(result);
  set_call(-1);
  return store(tid);
}

bool Registers::repeat_call(pid_t tid, std::int64_t number) {
  constexpr unsigned kSyscallLength = 4;
  regs_.pc -= kSyscallLength;
  regs_.regs[8] = static_cast<std::uint64_t>(number);
  return store(tid);
}

#else
#error "registers.cc knows x86-64 and AArch64"
#endif

}  // namespace ipclab::sandbox
