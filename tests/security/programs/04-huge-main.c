// row 4: a program of sixteen gigabytes
// finds: build.error
int main[-1u] = {1};
