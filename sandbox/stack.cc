#include "sandbox/stack.h"

#include "sandbox/registers.h"
#include "sandbox/stack_words.h"

namespace ipclab::sandbox {
namespace {

constexpr std::size_t kMostFrames = 16;
constexpr int kMostSteps = 64;  ///< through frames of libraries and of the program

/// Whether the instruction before `address` is a call: what stands there may be a return address.
bool follows_call(const Memory& memory, std::uint64_t address) {
#if defined(__x86_64__)
  const std::string code = memory.bytes(address - 6, 6);
  if (code.size() < 6) return false;
  const auto byte = [&](std::size_t back) { return static_cast<unsigned char>(code[6 - back]); };
  const bool direct = byte(5) == 0xe8;                                      // call rel32
  const bool indirect = byte(2) == 0xff && (byte(1) & 0x38) == 0x10;        // call *reg
  const bool through_memory = byte(6) == 0xff && (byte(5) & 0x38) == 0x10;  // call *disp32(%rip)
  return direct || indirect || through_memory;
#else
  const std::string code = memory.bytes(address - 4, 4);
  return code.size() == 4 && (static_cast<unsigned char>(code[3]) & 0xfc) == 0x94;  // bl
#endif
}

/// Frames of the program itself; others are passed over.
void add(const CodeMap& map, std::uint64_t pc, std::vector<Frame>* frames) {
  if (!map.is_own(pc) || frames->size() >= kMostFrames) return;
  const CodeMap::Module& own = map.modules[static_cast<std::size_t>(map.own)];
  frames->push_back({own.path, pc - own.base});
}

FrameRegisters innermost(const Registers& registers) {
  FrameRegisters frame;
  const auto values = registers.dwarf();
  std::copy(values.begin(), values.end(), frame.values.begin());
  frame.pc = registers.pc();
  return frame;
}

}  // namespace

UnwindTable& StackReader::table_of(CodeMap::Module* module) {
  if (!module->unwinding) {
    const auto known = host_paths_.find(module->path);
    module->unwinding = tables_->of(known == host_paths_.end() ? module->path : known->second);
  }
  return *module->unwinding;
}

/// Whether `top`, the first word of the stack, is where the library's function that was entered last returns to. It may
/// also be something else of the program's: sigaction has the handler's address there.
bool StackReader::is_return_address(std::uint64_t top, const Registers& registers, CodeMap* map, StackWords* stack) {
  CodeMap::Module* module = map->at(registers.pc());
  FrameRegisters frame = innermost(registers);
  if (module != nullptr && table_of(module).step(module->base, &frame, stack)) return frame.pc == top;
  return follows_call(stack->memory(), top);
}

/// The frames of a call made straight from the program, whose frame pointer is untouched. None: it was not.
void StackReader::follow_frame_pointers(const Registers& registers, CodeMap* code, StackWords* stack,
                                        std::vector<Frame>* frames) {
  const CodeMap& map = *code;
  std::uint64_t top = 0;
  if (map.is_own(registers.pc())) {
    add(map, registers.pc(), frames);
  } else if (registers.link() != 0 && map.is_own(registers.link())) {
    add(map, registers.link() - 1, frames);
  } else if (stack->word(registers.stack(), &top) && map.is_own(top) &&
             is_return_address(top, registers, code, stack)) {
    add(map, top - 1, frames);
  } else {
    return;
  }
  std::uint64_t frame = registers.frame(), next = 0, from = 0;
  while (frames->size() < kMostFrames && stack->holds(frame) && stack->word(frame, &next) &&
         stack->word(frame + sizeof frame, &from) && map.is_own(from)) {
    add(map, from - 1, frames);
    if (next <= frame) return;
    frame = next;
  }
}

void StackReader::unwind(const Registers& registers, CodeMap* map, StackWords* stack, std::vector<Frame>* frames) {
  FrameRegisters frame = innermost(registers);
  for (int steps = 0; steps < kMostSteps && frames->size() < kMostFrames; ++steps) {
    const std::uint64_t pc = frame.pc - (frame.interrupted ? 0 : 1);
    add(*map, pc, frames);
    CodeMap::Module* module = map->at(pc);
    if (module == nullptr || !table_of(module).step(module->base, &frame, stack)) return;
  }
}

std::vector<Frame> StackReader::own_frames(pid_t tid, std::uint64_t pc, const std::string& program,
                                           std::optional<CodeMap>* known) {
  std::vector<Frame> frames;
  // Libraries are mapped while the program is already running: look again where code is that was not there.
  if (!*known || (*known)->at(pc) == nullptr) *known = CodeMap::of(tid, program);
  CodeMap& map = **known;
  const CodeMap::Module* here = map.at(pc);
  // The loader at work before main: nothing of the program's is below it.
  if (map.own < 0 || (here != nullptr && here->loader)) return frames;

  Registers registers;
  if (!registers.load(tid)) return frames;
  StackWords stack(tid, registers.stack());
  follow_frame_pointers(registers, &map, &stack, &frames);
  if (!frames.empty()) return frames;
  unwind(registers, &map, &stack, &frames);
  if (!frames.empty()) return frames;

  // libc's clone, below posix_spawn, system and popen, has no call frame information: the first word that a call from
  // the program left.
  for (std::uint64_t at = registers.stack(), word = 0; stack.holds(at) && stack.word(at, &word); at += sizeof word) {
    if (!map.is_own(word) || !follows_call(stack.memory(), word)) continue;
    add(map, word - 1, &frames);
    break;
  }
  return frames;
}

}  // namespace ipclab::sandbox
