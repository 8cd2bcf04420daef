// row 41: sockets of the host's services
// prints: SAFE
#include "attack.h"
int main(void) {
  const char *places[] = {"/run/docker.sock", "/var/run/docker.sock", "/run", "/var", "/home", "/root", "/boot", "/srv", "/mnt", "/media", "/opt"};
  for (int i = 0; i < 11; i++) REFUSED(open(places[i], O_RDONLY));
  return done();
}
