#include <signal.h>
#include <sys/mount.h>

#include <set>

#include "sandbox/keeper/ground.h"
#include "sandbox/keeper/leftovers.h"
#include "sandbox/keeper/setup_ops.h"

namespace ipclab::sandbox {
namespace {

class OwnGround : public Ground {
 public:
  std::string prepare() override {
    for (const SetupOp& op : cage_operations()) {
      if (const char* step = carry_out(op, "")) return std::string(step) + " " + op.path;
    }
    return "";
  }

  std::string limit_files(std::int64_t bytes) override {
    const SetupOp limit = limit_of_files(bytes);
    const char* step = carry_out(limit, "");
    return step == nullptr ? "" : std::string(step) + " " + limit.path;
  }

  std::string close(const std::vector<std::string>&) override {
    // Nobody's program or fixture can be replaced by another program of the run.
    for (const char* folder : {"/lab", "/fixtures"}) {
      constexpr unsigned long kFlags = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV;
      if (mount(nullptr, folder, nullptr, kFlags, nullptr) == -1) return std::string("making read-only ") + folder;
    }
    before_ = files_below({"/work", "/tmp"});
    return "";
  }

  std::string path(const std::string& inside) const override { return inside; }
  std::string variable(const std::string& text) const override { return text; }
  std::string root() const override { return ""; }
  std::vector<Leftover> foreign_objects() const override { return {}; }
  Footing footing() const override { return {}; }
  void kill_all() override { kill(-1, SIGKILL); }

  std::vector<Leftover> take_leftovers(const std::vector<Leftover>&) override {
    std::vector<Leftover> all;
    take_system_v(&all);
    take_shared_memory(&all);
    take_queues("/dev/mqueue", &all);
    take_files({"/work", "/tmp"}, before_, &all);
    return all;
  }

 private:
  std::set<std::string> before_;
};

}  // namespace

std::unique_ptr<Ground> own_ground() {
  return std::make_unique<OwnGround>();
}

}  // namespace ipclab::sandbox
