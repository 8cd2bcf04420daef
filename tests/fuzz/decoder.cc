// A hostile program's call: registers and memory of any content become fields, and reading stays where it may. The
// memory is this process's own: the input, and addresses that lead nowhere.
#include <unistd.h>

#include <cstdint>
#include <cstring>

#include "sandbox/decoder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ipclab::sandbox;
  constexpr std::size_t kHead = 2 + 6;
  if (size < kHead) return 0;
  const auto calls = traced_calls();
  CallSite site;
  site.call = &calls[(data[0] | static_cast<std::size_t>(data[1]) << 8) % calls.size()];
  for (std::size_t i = 0; i < site.args.size(); ++i) {
    const std::uint8_t how = data[2 + i];
    // A small number, an address in the input, or one that is none.
    site.args[i] = how < 100   ? how
                   : how < 230 ? reinterpret_cast<std::uint64_t>(data) + how % size
                   : how < 240 ? 0xffffffffffffff00ULL + how
                               : 1ULL << (how % 64);
  }
  const Memory memory(getpid());
  const ProcessOfPid nobody = [](std::int64_t) { return 0; };
  decode_entry(site, memory, nobody);
  std::int64_t result = 0;
  std::memcpy(&result, data, std::min(size, sizeof result));
  decode_exit(site, result & 0x7fffffff, memory, nobody);
  return 0;
}
