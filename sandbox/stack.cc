#include "sandbox/stack.h"

#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>

#include "sandbox/memory.h"
#include "sandbox/registers.h"

namespace ipclab::sandbox {
namespace {

constexpr std::size_t kMostFrames = 16;
constexpr std::size_t kSnapshot = 16384;  ///< bytes of stack read at once

/// The stack of a stopped task, read once.
class Snapshot {
 public:
  Snapshot(pid_t tid, std::uint64_t from) : memory_(tid), from_(from), bytes_(memory_.bytes(from, kSnapshot)) {}

  bool word(std::uint64_t address, std::uint64_t* value) const {
    if (address >= from_ && address - from_ + sizeof *value <= bytes_.size()) {
      std::memcpy(value, bytes_.data() + (address - from_), sizeof *value);
      return true;
    }
    const auto read = memory_.object<std::uint64_t>(address);
    if (read) *value = *read;
    return read.has_value();
  }
  bool holds(std::uint64_t address) const { return address >= from_ && address - from_ < bytes_.size(); }

 private:
  Memory memory_;
  std::uint64_t from_;
  std::string bytes_;
};

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

}  // namespace

CodeMap CodeMap::of(pid_t pid, const std::string& program) {
  CodeMap map;
  std::ifstream in(fmt::format("/proc/{}/maps", pid));
  std::string line;
  while (std::getline(in, line)) {
    // 555555554000-555555555000 r-xp 00001000 00:1f 12345   /lab/pipeline
    std::istringstream fields(line);
    std::string range, rights, offset, device, inode, path;
    fields >> range >> rights >> offset >> device >> inode;
    std::getline(fields >> std::ws, path);
    if (path.empty() || path[0] != '/' || rights.size() < 3 || rights[2] != 'x') continue;
    const std::size_t dash = range.find('-');
    if (dash == std::string::npos) continue;
    Module module;
    module.path = path;
    module.begin = std::stoull(range.substr(0, dash), nullptr, 16);
    module.end = std::stoull(range.substr(dash + 1), nullptr, 16);
    module.base = module.begin - std::stoull(offset, nullptr, 16);
    if (path == program && map.own < 0) map.own = static_cast<int>(map.modules.size());
    map.modules.push_back(std::move(module));
  }
  return map;
}

/// libdwfl's view of one layout of modules, and the task that it looks at right now.
struct StackReader::Unwinder {
  Dwfl* dwfl = nullptr;
  Registers* registers = nullptr;
  const Snapshot* snapshot = nullptr;
  std::vector<std::uint64_t> pcs;

  ~Unwinder() {
    if (dwfl != nullptr) dwfl_end(dwfl);
  }

  /// Call frame information is in the modules themselves (.eh_frame); separate debug files would cost tens of milliseconds.
  static int no_debuginfo(Dwfl_Module*, void**, const char*, Dwarf_Addr, const char*, const char*, GElf_Word, char**) { return -1; }

  static pid_t next_thread(Dwfl*, void* self, void** thread) {
    if (*thread != nullptr) return 0;
    *thread = self;
    return 1;
  }
  static bool get_thread(Dwfl*, pid_t, void* self, void** thread) {
    *thread = self;
    return true;
  }
  static bool memory_read(Dwfl*, Dwarf_Addr address, Dwarf_Word* result, void* self) {
    std::uint64_t value = 0;
    if (!static_cast<Unwinder*>(self)->snapshot->word(address, &value)) return false;
    *result = value;
    return true;
  }
  static bool initial_registers(Dwfl_Thread* thread, void* self) {
    const auto values = static_cast<Unwinder*>(self)->registers->dwarf();
    const std::vector<Dwarf_Word> words(values.begin(), values.end());
    dwfl_thread_state_register_pc(thread, static_cast<Unwinder*>(self)->registers->pc());
    return dwfl_thread_state_registers(thread, 0, static_cast<unsigned>(words.size()), words.data());
  }
  static int frame(Dwfl_Frame* state, void* self) {
    auto& pcs = static_cast<Unwinder*>(self)->pcs;
    Dwarf_Addr pc = 0;
    bool activation = false;
    if (!dwfl_frame_pc(state, &pc, &activation) || pcs.size() > 4 * kMostFrames) return DWARF_CB_ABORT;
    pcs.push_back(activation ? pc : pc - 1);
    return DWARF_CB_OK;
  }

  explicit Unwinder(const CodeMap& map, const std::map<std::string, std::string>& host_paths) {
    static const Dwfl_Callbacks callbacks = [] {
      Dwfl_Callbacks made{};
      made.find_elf = dwfl_build_id_find_elf;
      made.find_debuginfo = no_debuginfo;
      return made;
    }();
    static const Dwfl_Thread_Callbacks threads = {next_thread,       get_thread, memory_read,
                                                  initial_registers, nullptr,    nullptr};
    dwfl = dwfl_begin(&callbacks);
    if (dwfl == nullptr) return;
    dwfl_report_begin(dwfl);
    Elf* machine = nullptr;
    for (const CodeMap::Module& module : map.modules) {
      const auto known = host_paths.find(module.path);
      const std::string path = known == host_paths.end() ? module.path : known->second;
      Dwfl_Module* reported = dwfl_report_elf(dwfl, module.path.c_str(), path.c_str(), -1, module.base, true);
      GElf_Addr bias = 0;
      if (reported != nullptr && machine == nullptr) machine = dwfl_module_getelf(reported, &bias);
    }
    dwfl_report_end(dwfl, nullptr, nullptr);
    if (machine == nullptr || !dwfl_attach_state(dwfl, machine, 1, &threads, this)) {
      dwfl_end(dwfl);
      dwfl = nullptr;
    }
  }
};

StackReader::StackReader(std::map<std::string, std::string> host_paths) : host_paths_(std::move(host_paths)) {}
StackReader::~StackReader() = default;

const CodeMap::Module* CodeMap::at(std::uint64_t pc) const {
  const auto found =
      std::find_if(modules.begin(), modules.end(), [&](const Module& m) { return pc >= m.begin && pc < m.end; });
  return found == modules.end() ? nullptr : &*found;
}

std::vector<Frame> StackReader::own_frames(pid_t tid, const std::string& program, std::optional<CodeMap>* known) {
  std::vector<Frame> frames;
  Registers registers;
  if (!registers.load(tid)) return frames;
  // Libraries are mapped while the program is already running: look again where code is that was not there.
  if (!*known || (*known)->at(registers.pc()) == nullptr) *known = CodeMap::of(tid, program);
  const CodeMap& map = **known;
  const CodeMap::Module* here = map.at(registers.pc());
  // The loader at work before main: nothing of the program's is below it.
  if (map.own < 0 || (here != nullptr && here->path.find("/ld-linux") != std::string::npos)) return frames;
  const CodeMap::Module& own = map.modules[static_cast<std::size_t>(map.own)];
  const auto add = [&](std::uint64_t pc) {
    if (map.is_own(pc) && frames.size() < kMostFrames) frames.push_back({own.path, pc - own.base});
  };

  const Snapshot stack(tid, registers.stack());
  std::uint64_t top = 0;
  if (map.is_own(registers.pc())) {
    add(registers.pc());
  } else if (registers.link() != 0 && map.is_own(registers.link())) {
    add(registers.link() - 1);
  } else if (stack.word(registers.stack(), &top) && map.is_own(top)) {
    add(top - 1);
  }
  if (!frames.empty()) {
    // Straight from the program: its frame pointer is untouched.
    std::uint64_t frame = registers.frame();
    std::uint64_t next = 0, from = 0;
    while (frames.size() < kMostFrames && stack.holds(frame) && stack.word(frame, &next) &&
           stack.word(frame + sizeof frame, &from) && map.is_own(from)) {
      add(from - 1);
      if (next <= frame) break;
      frame = next;
    }
    return frames;
  }

  std::string layout;
  for (const CodeMap::Module& module : map.modules) {
    const auto host = host_paths_.find(module.path);
    layout += fmt::format("{}@{:x} ", host == host_paths_.end() ? module.path : host->second, module.base);
  }
  auto& unwinder = unwinders_[layout];
  if (!unwinder) unwinder = std::make_unique<Unwinder>(map, host_paths_);
  if (unwinder->dwfl == nullptr) return frames;
  unwinder->registers = &registers;
  unwinder->snapshot = &stack;
  unwinder->pcs.clear();
  dwfl_getthread_frames(unwinder->dwfl, 1, Unwinder::frame, unwinder.get());
  for (const std::uint64_t pc : unwinder->pcs) add(pc);
  if (!frames.empty()) return frames;

  // libc's clone, below posix_spawn, system and popen, has no call frame information: the first word that a call from
  // the program left.
  const Memory memory(tid);
  for (std::uint64_t at = registers.stack(), word = 0; stack.holds(at) && stack.word(at, &word); at += sizeof word) {
    if (!map.is_own(word) || !follows_call(memory, word)) continue;
    add(word - 1);
    break;
  }
  return frames;
}

}  // namespace ipclab::sandbox
