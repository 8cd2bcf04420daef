#include "sandbox/unwind_table.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gelf.h>
#include <sys/stat.h>

#include <cstdlib>

#include "sandbox/fd.h"

namespace ipclab::sandbox {
namespace {

constexpr std::size_t kMostTables = 64;  ///< kept at once: a batch builds many programs, and each is used for a while

using Operations = std::vector<Dwarf_Op>;

/// The value of an expression (DWARF 5, section 2.5), as far as call frame information uses them: the kernel's signal
/// frames and the linker's stubs.
class Evaluation {
 public:
  Evaluation(const FrameRegisters& registers, std::optional<std::uint64_t> cfa, StackWords* stack)
      : registers_(registers), cfa_(cfa), words_(stack) {}

  /// `is_value`: it is the value itself and not where that stands.
  std::optional<std::uint64_t> run(const Operations& operations, bool* is_value = nullptr) {
    for (const Dwarf_Op& operation : operations) {
      if (operation.atom == DW_OP_stack_value) {
        if (is_value != nullptr) *is_value = true;
        continue;
      }
      if (!carry_out(operation)) return std::nullopt;
    }
    if (stack_.empty()) return std::nullopt;
    return stack_.back();
  }

 private:
  bool carry_out(const Dwarf_Op& operation) {
    const std::uint8_t atom = operation.atom;
    if (atom >= DW_OP_lit0 && atom <= DW_OP_lit31) return push(atom - DW_OP_lit0);
    if (atom >= DW_OP_breg0 && atom <= DW_OP_breg31) return push_register(atom - DW_OP_breg0, operation.number);
    switch (atom) {
      case DW_OP_bregx:
        return push_register(operation.number, operation.number2);
      case DW_OP_call_frame_cfa:
        return cfa_ && push(*cfa_);
      case DW_OP_plus_uconst:
        return !stack_.empty() && push(pop() + operation.number);
      case DW_OP_deref: {
        std::uint64_t word = 0;
        return !stack_.empty() && words_->word(pop(), &word) && push(word);
      }
      case DW_OP_plus:
      case DW_OP_and:
      case DW_OP_ge:
      case DW_OP_shl:
        return combine(atom);
      default:
        return false;
    }
  }

  bool combine(std::uint8_t atom) {
    if (stack_.size() < 2) return false;
    const std::uint64_t right = pop(), left = pop();
    switch (atom) {
      case DW_OP_plus:
        return push(left + right);
      case DW_OP_and:
        return push(left & right);
      case DW_OP_ge:
        return push(static_cast<std::int64_t>(left) >= static_cast<std::int64_t>(right) ? 1 : 0);
      default:
        return push(right < 64 ? left << right : 0);
    }
  }

  bool push(std::uint64_t value) {
    stack_.push_back(value);
    return true;
  }
  bool push_register(std::uint64_t number, std::uint64_t offset) {
    return number < registers_.values.size() && registers_.values[number] && push(*registers_.values[number] + offset);
  }
  std::uint64_t pop() {
    const std::uint64_t value = stack_.back();
    stack_.pop_back();
    return value;
  }

  const FrameRegisters& registers_;
  std::optional<std::uint64_t> cfa_;
  StackWords* words_;
  std::vector<std::uint64_t> stack_;
};

}  // namespace

struct UnwindTable::Rules {
  /// How the caller's value of a register is found. Same ones are not listed.
  struct Rule {
    enum class Kind : std::uint8_t { Unknown, AtCfa, InRegister, Expression } kind = Kind::Unknown;
    std::size_t number = 0;
    std::uint64_t offset = 0;  ///< AtCfa: from there; InRegister: which
    Operations expression;
  };
  bool known = false;
  bool signal_frame = false;
  std::size_t cfa_register = 0;  ///< the canonical frame address is this one plus the offset, if there is no expression
  std::uint64_t cfa_offset = 0;
  Operations cfa_expression;
  std::size_t return_address = 0;
  std::vector<Rule> registers;
};

/// An ELF file and libdw's view of it.
struct UnwindTable::File {
  explicit File(const std::string& path) : fd(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    elf_version(EV_CURRENT);
    if (fd) elf = elf_begin(fd.get(), ELF_C_READ_MMAP, nullptr);
    if (elf != nullptr) frames = dwarf_getcfi_elf(elf);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (frames != nullptr) dwarf_cfi_end(frames);
    if (elf != nullptr) elf_end(elf);
  }

  /// The address, by the file's own reckoning, of what stands at `offset`.
  std::optional<Dwarf_Addr> address_of(std::uint64_t offset) const {
    std::size_t count = 0;
    if (elf_getphdrnum(elf, &count) != 0) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
      GElf_Phdr header;
      if (gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr || header.p_type != PT_LOAD) continue;
      if (offset >= header.p_offset && offset - header.p_offset < header.p_filesz)
        return offset - header.p_offset + header.p_vaddr;
    }
    return std::nullopt;
  }

  /// What is said of the instruction; nothing known where nothing is said.
  Rules rules_at(std::uint64_t offset) const {
    Rules rules;
    if (frames == nullptr) return rules;
    const auto address = address_of(offset);
    Dwarf_Frame* frame = nullptr;
    if (!address || dwarf_cfi_addrframe(frames, *address, &frame) != 0) return rules;
    const std::unique_ptr<Dwarf_Frame, void (*)(void*)> owner(frame, std::free);
    const int return_address = dwarf_frame_info(frame, nullptr, nullptr, &rules.signal_frame);
    if (return_address < 0 || return_address >= Registers::kDwarf || !read_cfa(frame, &rules)) return rules;
    rules.return_address = static_cast<std::size_t>(return_address);
    for (int number = 0; number < Registers::kDwarf; ++number) {
      // The caller's stack pointer is the canonical frame address: so the ABI defines that.
      if (number != Registers::kDwarfStack && !read_register(frame, number, &rules)) return rules;
    }
    rules.known = true;
    return rules;
  }

  static bool read_cfa(Dwarf_Frame* frame, Rules* rules) {
    Dwarf_Op* operations = nullptr;
    std::size_t count = 0;
    if (dwarf_frame_cfa(frame, &operations, &count) != 0 || count == 0) return false;
    const bool plain = count == 1 && operations[0].atom == DW_OP_bregx && operations[0].number < Registers::kDwarf;
    if (plain) {
      rules->cfa_register = operations[0].number;
      rules->cfa_offset = operations[0].number2;
    } else {
      rules->cfa_expression.assign(operations, operations + count);
    }
    return true;
  }

  static bool read_register(Dwarf_Frame* frame, int number, Rules* rules) {
    Dwarf_Op memory[3];
    Dwarf_Op* operations = nullptr;
    std::size_t count = 0;
    if (dwarf_frame_register(frame, number, memory, &operations, &count) != 0) return false;
    if (count == 0 && operations == nullptr) return true;  // the same as the caller's
    Rules::Rule rule;
    rule.number = static_cast<std::size_t>(number);
    const bool at_cfa = count > 0 && count <= 2 && operations[0].atom == DW_OP_call_frame_cfa &&
                        (count == 1 || operations[1].atom == DW_OP_plus_uconst);
    if (at_cfa) {
      rule.kind = Rules::Rule::Kind::AtCfa;
      rule.offset = count == 1 ? 0 : operations[1].number;
    } else if (count == 1 && operations[0].atom == DW_OP_regx && operations[0].number < Registers::kDwarf) {
      rule.kind = Rules::Rule::Kind::InRegister;
      rule.offset = operations[0].number;
    } else if (count > 0) {
      rule.kind = Rules::Rule::Kind::Expression;
      rule.expression.assign(operations, operations + count);
    }
    rules->registers.push_back(std::move(rule));
    return true;
  }

  Fd fd;
  Elf* elf = nullptr;
  Dwarf_CFI* frames = nullptr;
};

UnwindTable::UnwindTable(const std::string& host_path) : file_(std::make_unique<File>(host_path)) {}
UnwindTable::~UnwindTable() = default;

const UnwindTable::Rules& UnwindTable::rules_at(std::uint64_t offset) {
  std::unique_ptr<Rules>& rules = rules_[offset];
  if (!rules) rules = std::make_unique<Rules>(file_->rules_at(offset));
  return *rules;
}

bool UnwindTable::step(std::uint64_t base, FrameRegisters* registers, StackWords* stack) {
  const Rules& rules = rules_at(registers->pc - base - (registers->interrupted ? 0 : 1));
  if (!rules.known) return false;
  std::optional<std::uint64_t> cfa;
  if (!rules.cfa_expression.empty()) {
    cfa = Evaluation(*registers, std::nullopt, stack).run(rules.cfa_expression);
  } else if (registers->values[rules.cfa_register]) {
    cfa = *registers->values[rules.cfa_register] + rules.cfa_offset;
  }
  if (!cfa) return false;

  FrameRegisters caller = *registers;
  caller.values[Registers::kDwarfStack] = cfa;
  for (const Rules::Rule& rule : rules.registers) {
    std::optional<std::uint64_t>& value = caller.values[rule.number];
    value.reset();
    if (rule.kind == Rules::Rule::Kind::Unknown) continue;
    if (rule.kind == Rules::Rule::Kind::InRegister) {
      value = registers->values[rule.offset];
      continue;
    }
    bool is_value = false;
    const auto found = rule.kind == Rules::Rule::Kind::AtCfa
                           ? *cfa + rule.offset
                           : Evaluation(*registers, cfa, stack).run(rule.expression, &is_value);
    std::uint64_t word = 0;
    if (is_value) {
      value = found;
    } else if (found && stack->word(*found, &word)) {
      value = word;
    }
  }
  const std::optional<std::uint64_t> back = caller.values[rules.return_address];
  if (!back || *back == 0) return false;
  caller.pc = *back;
  caller.interrupted = rules.signal_frame;
  // A stack that does not shrink has no end; a signal's handler may have one of its own.
  const std::uint64_t before = registers->values[Registers::kDwarfStack].value_or(0);
  if (!rules.signal_frame && *cfa < before) return false;
  *registers = caller;
  return true;
}

std::shared_ptr<UnwindTable> UnwindTables::of(const std::string& host_path) {
  struct stat facts {};
  Identity identity{};
  if (stat(host_path.c_str(), &facts) == 0) {
    identity = {static_cast<std::int64_t>(facts.st_dev), static_cast<std::int64_t>(facts.st_ino), facts.st_size,
                facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec};
  }
  const std::pair key(host_path, identity);
  const auto known = tables_.find(key);
  if (known != tables_.end()) return known->second;
  if (tables_.size() >= kMostTables) tables_.clear();  // those in use stay alive with their users
  return tables_.emplace(key, std::make_shared<UnwindTable>(host_path)).first->second;
}

}  // namespace ipclab::sandbox
