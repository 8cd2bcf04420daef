/* Prints the soft resource limits that it was given. */
#include <stdio.h>
#include <sys/resource.h>

static void show(const char *name, int resource)
{
    struct rlimit limit;
    getrlimit(resource, &limit);
    printf("%s %llu\n", name, (unsigned long long)limit.rlim_cur);
}

int main(void)
{
    show("cpu", RLIMIT_CPU);
    show("memory", RLIMIT_DATA);
    show("addresses", RLIMIT_AS);
    show("file", RLIMIT_FSIZE);
    show("core", RLIMIT_CORE);
    show("descriptors", RLIMIT_NOFILE);
    show("stack", RLIMIT_STACK);
    return 0;
}
