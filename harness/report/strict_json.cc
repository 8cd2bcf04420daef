#include "harness/report/strict_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "harness/report/base64.h"
#include "harness/report/report.h"
#include "harness/report/utf8.h"

namespace ipclab {

using nlohmann::json;

namespace {

constexpr std::size_t kDeepest = 8;

/// Watches the parser: how deep it is, and which keys each open object has had.
class Watch {
 public:
  bool operator()(int, json::parse_event_t event, json& parsed) {
    switch (event) {
      case json::parse_event_t::object_start:
      case json::parse_event_t::array_start:
        if (keys_.size() == kDeepest)
          throw JsonError(fmt::format("more than {} levels of lists and objects", kDeepest));
        keys_.emplace_back();
        break;
      case json::parse_event_t::object_end:
      case json::parse_event_t::array_end:
        keys_.pop_back();
        break;
      case json::parse_event_t::key: {
        const auto& key = parsed.get_ref<const std::string&>();
        if (!keys_.back().insert(key).second)
          throw JsonError(fmt::format("the key \"{}\" is there twice", visible(key)));
        break;
      }
      case json::parse_event_t::value:
        break;
    }
    return true;
  }

 private:
  std::vector<std::set<std::string>> keys_;
};

}  // namespace

json parse_strictly(std::string_view text) {
  Watch watch;
  try {
    return json::parse(text.begin(), text.end(),
                       [&](int depth, json::parse_event_t event, json& parsed) { return watch(depth, event, parsed); });
  } catch (const json::parse_error& error) {
    throw JsonError(fmt::format("not valid JSON at byte {}", error.byte));
  } catch (const json::exception&) {
    throw JsonError("a number that is too large");
  }
}

json json_of_bytes(const std::string& bytes) {
  if (is_valid_utf8(bytes)) return bytes;
  return {{"base64", base64(bytes)}};
}

std::string bytes_of_json(const json& value, const std::string& what) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) throw JsonError(what + " must be a string, or an object with \"base64\"");
  const auto text = value.find("base64");
  if (text == value.end() || value.size() != 1 || !text->is_string()) {
    throw JsonError(what + " must be an object with \"base64\" alone");
  }
  const auto bytes = from_base64(text->get_ref<const std::string&>());
  if (!bytes) throw JsonError(what + " is not valid base64");
  return *bytes;
}

std::int64_t whole_number(const json& value, const std::string& what, std::int64_t least, std::int64_t most) {
  if (!value.is_number_integer()) throw JsonError(what + " must be a whole number");
  const bool too_large =
      value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  const std::int64_t number = too_large ? most : value.get<std::int64_t>();
  if (too_large || number < least || number > most) {
    throw JsonError(fmt::format("{} must be from {} to {}", what, least, most));
  }
  return number;
}

Members::Members(const json& object, std::string what) : object_(object), what_(std::move(what)) {
  if (!object_.is_object()) throw JsonError(what_ + " must be an object");
}

bool Members::has(const std::string& key) const {
  return object_.contains(key);
}

const json& Members::take(const std::string& key) {
  const auto found = object_.find(key);
  if (found == object_.end()) throw JsonError(fmt::format("{} has no \"{}\"", what_, key));
  taken_.insert(key);
  return *found;
}

std::string Members::bytes(const std::string& key) {
  return bytes_of_json(take(key), '"' + key + '"');
}

bool Members::truth(const std::string& key) {
  const json& value = take(key);
  if (!value.is_boolean()) throw JsonError(fmt::format("\"{}\" must be true or false", key));
  return value.get<bool>();
}

double Members::decimal(const std::string& key) {
  const json& value = take(key);
  if (!value.is_number()) throw JsonError(fmt::format("\"{}\" must be a number", key));
  return value.get<double>();
}

std::int64_t Members::number(const std::string& key, std::int64_t least, std::int64_t most) {
  return whole_number(take(key), '"' + key + '"', least, most);
}

int Members::integer(const std::string& key, int least, int most) {
  return static_cast<int>(number(key, least, most));
}

const json& Members::list(const std::string& key) {
  const json& value = take(key);
  if (!value.is_array()) throw JsonError(fmt::format("\"{}\" must be a list", key));
  return value;
}

void Members::end() const {
  for (const auto& [key, value] : object_.items()) {
    if (!taken_.contains(key)) throw JsonError(fmt::format("{} has the unknown key \"{}\"", what_, visible(key)));
  }
}

}  // namespace ipclab
