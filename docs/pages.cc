// ipclab_pages FOLDER: docs/findings/ from its source.
#include <cstdio>
#include <filesystem>

#include "harness/report/file.h"
#include "harness/report/finding_page.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: ipclab_pages FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  for (const ipclab::FindingInfo& info : ipclab::finding_catalog())
    ipclab::write_file_atomically(folder / (std::string(info.id) + ".md"), ipclab::finding_page(info));
  ipclab::write_file_atomically(folder / "README.md", ipclab::findings_index());
  return 0;
}
