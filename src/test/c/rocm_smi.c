/* Stands in for ROCm SMI, AMD's and Hygon's. */
#include <stdint.h>

#include "answers.h"

static int error(uint32_t card) { return (int)number_of((int)card, "error", 0); }

int rsmi_init(uint64_t flags) { return flags ? 1 : (int)number("init", 0); }

int rsmi_shut_down(void) { return 0; }

int rsmi_status_string(int status, const char **text) {
  *text = status == 8 ? "RSMI_STATUS_INIT_ERROR: no cards" : "RSMI_STATUS_UNKNOWN_ERROR: lost";
  return 0;
}

int rsmi_version_str_get(int component, char *version, uint32_t length) {
  text("driver", version, length);
  return component;
}

int rsmi_num_monitor_devices(uint32_t *count) {
  *count = (uint32_t)number("count", 0);
  return 0;
}

int rsmi_dev_vendor_id_get(uint32_t card, uint16_t *id) {
  *id = (uint16_t)number_of((int)card, "vendor", 0);
  return error(card);
}

int rsmi_dev_unique_id_get(uint32_t card, uint64_t *id) {
  *id = (uint64_t)number_of((int)card, "unique", 0);
  return error(card);
}

int rsmi_dev_serial_number_get(uint32_t card, char *serial, uint32_t length) {
  text_of((int)card, "serial", serial, length);
  return error(card);
}

int rsmi_dev_name_get(uint32_t card, char *name, size_t length) {
  text_of((int)card, "name", name, length);
  return error(card);
}

int rsmi_dev_memory_total_get(uint32_t card, int type, uint64_t *bytes) {
  *bytes = type ? 1 : (uint64_t)number_of((int)card, "bytes", 0);
  return error(card);
}

int rsmi_topo_numa_affinity_get(uint32_t card, int32_t *node) {
  *node = (int32_t)number_of((int)card, "numa", -1);
  return error(card);
}
