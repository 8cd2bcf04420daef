// An archive of a stranger, of each kind that its name may claim: members with names that stay inside, or a
// SubmissionError.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harness/submission/archive.h"
#include "harness/submission/submission.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const char* name : {"a.zip", "a.tar", "a.tar.gz", "a.7z"}) {
    try {
      const auto content =
          ipclab::submission::read_archive_bytes(bytes, name, {}, [](const std::string&) { return 4096; });
      for (const auto& member : content.members) {
        if (ipclab::submission::safe_member_name(member.name) != member.name) std::abort();
        if (member.bytes.size() > 4096) std::abort();
      }
    } catch (const ipclab::SubmissionError&) {
    }
  }
  return 0;
}
