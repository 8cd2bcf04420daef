#include "sandbox/fd.h"

#include <fcntl.h>

#include "sandbox/check.h"

namespace ipclab::sandbox {

Pipe make_pipe() {
  int ends[2];
  check(pipe2(ends, O_CLOEXEC), "pipe2");
  return {Fd(ends[0]), Fd(ends[1])};
}

}  // namespace ipclab::sandbox
