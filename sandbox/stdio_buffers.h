// Text that a stopped process has printed through stdio and not yet written: read from the C library's own streams.
//
// glibc links all of a process's streams into a list that begins at its symbol _IO_list_all. What lies between
// write_base and write_ptr of a stream has been printed and was not handed to the kernel. The process may have put
// anything there: every address, length and link is checked, and a list that makes no sense is passed over.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/event.h"
#include "sandbox/stack.h"

namespace ipclab::sandbox {

/// What one stream holds back.
struct UnwrittenText {
  int fd = -1;
  std::int64_t bytes = 0;
  std::string text;  ///< the first bytes, at most a page
  bool operator==(const UnwrittenText&) const = default;
};

/// The streams of the process with unwritten text, in the order of their descriptors; at most 16. The process runs
/// `program`; `known` is what is known of its mappings and brought up to date where needed; `host_paths` says where a
/// module that it sees as PATH is on the host. None where the program has another C library, or one linked statically
/// and without symbols.
std::vector<UnwrittenText> unwritten_text(pid_t tid, const std::string& program, std::optional<CodeMap>* known,
                                          const std::map<std::string, std::string>& host_paths);

/// The same as fields of an event: unwritten_fds, unwritten_bytes, unwritten_texts; nothing where there is none.
std::vector<Field> unwritten_fields(const std::vector<UnwrittenText>&);

}  // namespace ipclab::sandbox
