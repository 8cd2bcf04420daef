// A child, and a parent that asks again and again whether it has ended. With "woken" the child first waits for a byte,
// and the parent sends it before it asks.
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char* argv[]) {
  const int woken = argc > 1 && strcmp(argv[1], "woken") == 0;
  int fds[2], status;
  char byte;
  if (pipe(fds) != 0) return 1;
  const pid_t child = fork();
  if (child == 0) {
    if (woken && read(fds[0], &byte, 1) != 1) _exit(1);
    _exit(7);
  }
  if (woken) {
    sleep(1);  // the child waits by now
    write(fds[1], ".", 1);
  }
  while (waitpid(child, &status, WNOHANG) == 0) continue;
  return WEXITSTATUS(status) == 7 ? 0 : 2;
}
