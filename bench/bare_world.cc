#include "bench/bare_world.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "sandbox/check.h"
#include "sandbox/fd.h"

namespace ipclab::bench {
namespace {

namespace fs = std::filesystem;
using sandbox::check;

void write_map(const char* path, const std::string& text) {
  std::ofstream out(path);
  out << text << std::flush;
  if (!out) sandbox::fail(std::string("writing ") + path);
}

void mount_memory(const fs::path& at, const char* mode) {
  check(mount("tmpfs", at.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, mode), "mounting a folder in memory");
}

void show(const fs::path& folder, const fs::path& at) {
  fs::create_directory(at);
  check(mount(folder.c_str(), at.c_str(), nullptr, MS_BIND | MS_REC, nullptr), folder.c_str());
}

void bring_up_loopback() {
  const sandbox::Fd any(check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
  ifreq loopback{};
  std::strcpy(loopback.ifr_name, "lo");
  loopback.ifr_flags = IFF_UP;
  check(ioctl(any.get(), SIOCSIFFLAGS, &loopback), "bringing up the loopback");
}

}  // namespace

void enter_bare_world(const fs::path& exercise) {
  const std::string uid = std::to_string(getuid()), gid = std::to_string(getgid());
  check(unshare(CLONE_NEWUSER | CLONE_NEWNS), "unshare: user and mount namespaces");
  write_map("/proc/self/setgroups", "deny");
  write_map("/proc/self/uid_map", "1000 " + uid + " 1");
  write_map("/proc/self/gid_map", "1000 " + gid + " 1");
  check(mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "keeping mounts to ourselves");

  // Its path may lead through a folder that is hidden below.
  const sandbox::Fd exercise_folder(check(open(exercise.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC), exercise.c_str()));

  umask(022);
  const fs::path root = "/tmp";  // any folder will do: what is mounted on it is seen by this process alone
  mount_memory(root, "mode=0755");
  for (const char* folder : {"usr", "etc", "dev", "proc"}) show(fs::path("/") / folder, root / folder);
  for (const char* folder : {"bin", "sbin", "lib", "lib64"}) {
    const fs::path original = fs::path("/") / folder;
    if (fs::is_symlink(original)) {
      fs::create_symlink(fs::read_symlink(original), root / folder);
    } else if (fs::exists(original)) {
      show(original, root / folder);
    }
  }
  show("/proc/self/fd/" + std::to_string(exercise_folder.get()), root / "exercise");
  for (const char* folder : {"tmp", "work", "lab", "fixtures", "src"}) fs::create_directory(root / folder);
  check(chroot(root.c_str()), "chroot");
  check(chdir("/"), "chdir");
  clean_bare_world();
}

void clean_bare_world() {
  check(unshare(CLONE_NEWIPC | CLONE_NEWNET), "unshare: IPC and network namespaces");
  bring_up_loopback();
  // On top of the folders of before, which all go together with this process.
  for (const char* folder : {"/work", "/tmp", "/dev/shm"}) mount_memory(folder, "mode=01777");
}

}  // namespace ipclab::bench
