// What a program prints, made visible: no control character is left, and nothing is lost without a trace.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/report/report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string shown = ipclab::visible({reinterpret_cast<const char*>(data), size});
  for (const char c : shown) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) std::abort();
  }
  if (size > 0 && shown.empty()) std::abort();
  return 0;
}
