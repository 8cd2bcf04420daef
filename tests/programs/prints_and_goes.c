// Prints through stdio and then goes in the way that the first argument names, with the text still in the buffer.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  const char *how = argc > 1 ? argv[1] : "";
  FILE *file = fopen("/work/file", "w");
  fprintf(file, "kept");
  fflush(file);
  printf("written\n");
  fflush(stdout);
  printf("lost\n");
  if (strcmp(how, "_exit") == 0) _exit(0);
  if (strcmp(how, "exec") == 0) execl("/bin/true", "true", (char *)0);
  if (strcmp(how, "failed-exec") == 0) execl("/no/such/program", "none", (char *)0);
  if (strcmp(how, "signal") == 0) raise(SIGTERM);
  if (strcmp(how, "SIGKILL") == 0) kill(getpid(), SIGKILL);
  if (strcmp(how, "crash") == 0) *(volatile int *)1 = 2;
  if (strcmp(how, "abort") == 0) abort();
  if (strcmp(how, "fork") == 0) {
    fprintf(file, "second");
    if (fork() == 0) return 0;
    wait(NULL);
  }
  if (strcmp(how, "vfork") == 0) {
    if (vfork() == 0) _exit(0);
  }
  if (strcmp(how, "broken-list") == 0) {
    // A link that leads back, and pointers that lead nowhere.
    file->_chain = stdout;
    stdin->_chain = file;
    file->_IO_write_base = (char *)8;
    file->_IO_write_ptr = (char *)(1L << 40);
    _exit(0);
  }
  return 0;
}
