// row 42: programs that give privileges
// prints: SAFE
// not there: the machine's mounts are as they are; no_new_privs holds all the same
#include "attack.h"
#include <sys/prctl.h>
#include <sys/statvfs.h>
int main(void) {
  struct statvfs usr, work;
  MUST(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
  MUST(statvfs("/usr", &usr) == 0 && (usr.f_flag & ST_NOSUID) && (usr.f_flag & ST_RDONLY));
  MUST(statvfs("/work", &work) == 0 && (work.f_flag & ST_NOSUID));
  REFUSED(setuid(0));
  MUST(geteuid() != 0 && getuid() != 0);
  REFUSED(chown("/work", 0, 0));
  return done();
}
