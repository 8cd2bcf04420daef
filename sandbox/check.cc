#include "sandbox/check.h"

#include <cerrno>
#include <system_error>

namespace ipclab::sandbox {

void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

void fail(const std::string& what) {
  fail(errno, what);
}

}  // namespace ipclab::sandbox
