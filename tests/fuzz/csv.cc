// A roster or worksheet: a CsvTable that gives every byte back, or a CsvError.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "harness/submission/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    ipclab::CsvTable table = ipclab::parse_csv(text);
    if (table.text() != text) std::abort();
    if (table.rows.empty()) return 0;
    table.set(0, 0, std::string(text.substr(0, 100)));
    ipclab::parse_csv(table.text());
  } catch (const ipclab::CsvError&) {
  }
  return 0;
}
