// row 38: outside addresses, the host's services, other families
// prints: SAFE
// not there: names of the machine's sockets can be read; nobody can be reached
#include "attack.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>
static int reach(const char *address, int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, address, &to.sin_addr);
  return connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&to, sizeof to);
}
int main(void) {
  REFUSED(reach("1.1.1.1", 53));
  REFUSED(reach("10.0.0.1", 80));
  REFUSED(reach("169.254.169.254", 80));
  const int services[] = {22, 25, 53, 80, 111, 631, 2375, 3306, 5432, 6379, 8080};
  for (int i = 0; i < 11; i++) REFUSED(reach("127.0.0.1", services[i]));
  for (int family = 0; family < 50; family++)
    if (family != AF_UNIX && family != AF_INET && family != AF_INET6) REFUSED(socket(family, SOCK_RAW, 0));
  REFUSED(socket(AF_INET, SOCK_RAW, IPPROTO_TCP));
  FILE *list = fopen("/proc/net/unix", "r");
  char line[300];
  int sockets = 0;
  while (list && fgets(line, sizeof line, list)) sockets += strchr(line, '@') != NULL || strstr(line, " /") != NULL;
  MUST(sockets == 0);
  return done();
}
