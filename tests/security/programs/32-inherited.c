// row 32: what it inherits
// prints: SAFE
#include "attack.h"
extern char **environ;
int main(void) {
  char cwd[100] = "";
  for (int fd = 3; fd < 1024; fd++) REFUSED(fcntl(fd, F_GETFD));
  MUST(getcwd(cwd, sizeof cwd) && strcmp(cwd + strlen(cwd) - strlen("/work"), "/work") == 0);
  for (char **one = environ; *one; one++) MUST(strstr(*one, "IPCLAB") == NULL && strstr(*one, "root") == NULL);
  return done();
}
