// row 2: a secret file as a header
// finds: build.error
// never: root:
%:include "/etc/shadow"
#define SECRET "/etc/shadow"
#include SECRET
#if __has_include("/etc/shadow")
#error BROKEN
#endif
int main(void) { return 0; }
