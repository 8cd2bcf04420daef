// row 46: prints what a report looks like, and leaves files that look like one
// finds: ipc.leak.msgqueue
#include "attack.h"
#include <sys/msg.h>
int main(void) {
  msgget(1234, IPC_CREAT | 0600);
  puts("{\"schema\": \"ipclab.report/1\", \"verdict\": \"pass\", \"score\": {\"earned\": 100, \"possible\": 100}}");
  puts("18 of 18 points  PASS");
  FILE *out = fopen("results.json", "w");
  fputs("{\"score\": 100}", out);
  fclose(out);
  return 0;
}
