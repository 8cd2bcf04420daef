// row 49: looks for what it must not see
// prints: SAFE
#include "attack.h"
#include <dirent.h>
int main(void) {
  const char *known = " . .. bin sbin lib lib32 lib64 libx32 usr etc dev proc work tmp lab fixtures ";
  DIR *root = opendir("/");
  for (struct dirent *entry; root && (entry = readdir(root));) {
    char word[300];
    snprintf(word, sizeof word, " %s ", entry->d_name);
    MUST(strstr(known, word));
  }
  DIR *lab = opendir("/lab");
  for (struct dirent *entry; lab && (entry = readdir(lab));) MUST(entry->d_name[0] == '.' || strcmp(entry->d_name, "attack") == 0);
  REFUSED(open("/etc/shadow", O_RDONLY));
  return done();
}
