// row 9: code that runs before main
// finds: sandbox.violation
// prints: SAFE
// there: nothing
#include "attack.h"
#include <sys/mount.h>
__attribute__((constructor)) static void early(void) { REFUSED(mount("none", "/work", "tmpfs", 0, 0)); }
int main(void) { return done(); }
