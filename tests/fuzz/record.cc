// A record file of a stranger: a Record, which the model replays, or a RecordError.
#include <cstdint>
#include <stdexcept>
#include <string_view>

#include "harness/model/world.h"
#include "harness/report/record_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const ipclab::Record record = ipclab::parse_record({reinterpret_cast<const char*>(data), size}, "input");
    ipclab::replay(record);
  } catch (const std::runtime_error&) {
  }
  return 0;
}
