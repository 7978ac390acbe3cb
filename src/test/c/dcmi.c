/* Stands in for DCMI: boards with two devices each, of which the second may be the controller. */
#include "answers.h"

struct die { unsigned soc_die[5]; };

struct chip {
  char type[32], name[32], version[32];
  unsigned aicore_cnt;
};

struct hbm {
  unsigned long long memory_size;
  unsigned freq;
  unsigned long long memory_usage;
  int temp;
  unsigned bandwidth_util_rate;
};

struct memory {
  unsigned long long memory_size, memory_available;
  unsigned freq;
  unsigned long hugepagesize, hugepages_total, hugepages_free;
  unsigned utiliza;
  unsigned char reserve[60];
};

struct pcie {
  unsigned venderid, subvenderid, deviceid, subdeviceid;
  int domain;
  unsigned bus, device, function;
  unsigned char reserve[32];
};

/* Board and device in one number, as the answers have it. */
static int at(int card, int device) { return card * 10 + device; }

static int error(int card, int device) { return (int)number_of(at(card, device), "error", 0); }

int dcmi_init(void) { return (int)number("init", 0); }

int dcmi_get_driver_version(char *version, unsigned length) {
  text("driver", version, length);
  return 0;
}

int dcmi_get_card_list(int *count, int *cards, int length) {
  *count = (int)number("cards", 0);
  for (int i = 0; i < *count && i < length; i++) cards[i] = i + 1;
  return (int)number("cards.error", 0);
}

int dcmi_get_device_num_in_card(int card, int *count) {
  *count = (int)number_of(card, "devices", 1);
  return 0;
}

int dcmi_get_device_type(int card, int device, int *type) {
  *type = (int)number_of(at(card, device), "type", 0);
  return 0;
}

int dcmi_get_device_logic_id(int *id, int card, int device) {
  *id = (int)number_of(at(card, device), "logic", 0);
  return 0;
}

int dcmi_get_device_die_v2(int card, int device, int type, struct die *die) {
  for (unsigned i = 0; i < 5; i++) die->soc_die[i] = type == 1 ? (unsigned)at(card, device) << (4 * i) : 0;
  return error(card, device);
}

int dcmi_get_device_chip_info(int card, int device, struct chip *chip) {
  strcpy(chip->type, "Ascend");
  text_of(at(card, device), "chip", chip->name, sizeof chip->name);
  strcpy(chip->version, "V1");
  chip->aicore_cnt = (unsigned)number_of(at(card, device), "cores", 0);
  return error(card, device);
}

int dcmi_get_device_hbm_info(int card, int device, struct hbm *hbm) {
  memset(hbm, 0xff, sizeof *hbm);
  hbm->memory_size = (unsigned long long)number_of(at(card, device), "hbm", 0);
  return hbm->memory_size ? error(card, device) : -8255;
}

int dcmi_get_device_memory_info_v3(int card, int device, struct memory *memory) {
  memset(memory, 0xff, sizeof *memory);
  memory->memory_size = (unsigned long long)number_of(at(card, device), "ddr", 0);
  return error(card, device);
}

int dcmi_get_device_health(int card, int device, unsigned *health) {
  *health = (unsigned)number_of(at(card, device), "health", 0);
  return error(card, device);
}

int dcmi_get_device_pcie_info_v2(int card, int device, struct pcie *pcie) {
  memset(pcie, 0, sizeof *pcie);
  pcie->bus = (unsigned)number_of(at(card, device), "bus", 0);
  return error(card, device);
}
