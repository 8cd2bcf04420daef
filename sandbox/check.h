// Malfunctions of the machine or of ours: exceptions. A student's failure never is one.
#pragma once

#include <string>

namespace ipclab::sandbox {

/// Throws std::system_error for errno, with `what` in front.
[[noreturn]] void fail(const std::string& what);
/// The same for a given errno value.
[[noreturn]] void fail(int error, const std::string& what);

/// Returns `rc`, or throws for errno when it is -1.
template <typename T>
T check(T rc, const char* what) {
  if (rc == static_cast<T>(-1)) fail(what);
  return rc;
}

}  // namespace ipclab::sandbox
