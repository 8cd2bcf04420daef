// row 43: locks on files that all runs share
// finds: sandbox.violation
// prints: SAFE
#include "attack.h"
#include <sys/file.h>
int main(void) {
  struct flock whole = {.l_type = F_WRLCK};
  REFUSED(flock(open("/usr/bin/env", O_RDONLY), LOCK_EX | LOCK_NB));
  REFUSED(flock(open("/usr", O_RDONLY), LOCK_EX | LOCK_NB));
  REFUSED(flock(open("/", O_RDONLY), LOCK_EX | LOCK_NB));
  REFUSED(flock(open("/dev/null", O_RDWR), LOCK_EX | LOCK_NB));
  REFUSED(fcntl(open("/dev/null", O_RDWR), F_SETLK, &whole));
  REFUSED(fcntl(open("/usr/bin/env", O_RDONLY), F_SETLEASE, F_RDLCK));
  // Its own it may lock.
  MUST(flock(open("own", O_CREAT | O_RDWR, 0600), LOCK_EX) == 0);
  MUST(fcntl(open("/tmp/own", O_CREAT | O_RDWR, 0600), F_SETLK, &whole) == 0);
  MUST(fcntl(open("/dev/shm/own", O_CREAT | O_RDWR, 0600), F_OFD_SETLK, &whole) == 0);
  unlink("own"), unlink("/tmp/own"), unlink("/dev/shm/own");
  return done();
}
