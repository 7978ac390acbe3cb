/* Stands in for NVML: the part of its ABI that the plugin calls. A card's handle is its number, + 1. */
#include "answers.h"
#include <unistd.h>

typedef void *device;

struct memory { unsigned long long total, free, used; };

struct pci {
  char legacy[16];
  unsigned domain, bus, device, id, subsystem;
  char address[32];
};

static int initialized;

static int index_of(device card) { return (int)(long)card - 1; }

/* Exported and called from within, as a library's own helpers are. */
int nvmlError(int index, const char *what) {
  if (!initialized) return 1;
  return (int)number_of(index, what, number_of(index, "error", 0));
}

#ifndef WITHOUT_INIT
int nvmlInit_v2(void) {
  int error = (int)number("init", 0);
  if (!error) initialized++;
  return error;
}
#endif

int nvmlShutdown(void) {
  if (!initialized) return 1;
  initialized--;
  return 0;
}

int initializations(void) { return initialized; }

const char *nvmlErrorString(int error) {
  switch (error) {
    case 1: return "Uninitialized";
    case 3: return "Not Supported";
    case 9: return "Driver Not Loaded";
    case 15: return "GPU is lost";
    case 18: return "Driver/library version mismatch";
    default: return "Unknown Error";
  }
}

int nvmlSystemGetDriverVersion(char *version, unsigned length) {
  text("driver", version, length);
  return 0;
}

int nvmlDeviceGetCount_v2(unsigned *count) {
  *count = (unsigned)number("count", 0);
  return initialized ? (int)number("count.error", 0) : 1;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, device *card) {
  *card = (device)(long)(index + 1);
  return nvmlError((int)index, "handle.error");
}

#ifndef WITHOUT_UUID
int nvmlDeviceGetUUID(device card, char *uuid, unsigned length) {
  text_of(index_of(card), "uuid", uuid, length);
  return nvmlError(index_of(card), "uuid.error");
}
#endif

int nvmlDeviceGetName(device card, char *name, unsigned length) {
  text_of(index_of(card), "name", name, length);
  return nvmlError(index_of(card), "name.error");
}

int nvmlDeviceGetMemoryInfo(device card, struct memory *memory) {
  memory->total = (unsigned long long)number_of(index_of(card), "bytes", 0);
  memory->free = memory->total / 4;
  memory->used = memory->total - memory->free;
  return nvmlError(index_of(card), "memory.error");
}

#ifndef WITHOUT_OPTIONAL
int nvmlDeviceGetMigMode(device card, unsigned *current, unsigned *pending) {
  long long mode = number_of(index_of(card), "mig", -1);
  if (mode < 0) return 3;
  *current = *pending = (unsigned)mode;
  return 0;
}

int nvmlDeviceGetPciInfo_v3(device card, struct pci *pci) {
  memset(pci, 0xff, sizeof *pci);
  text_of(index_of(card), "pci", pci->address, sizeof pci->address);
  return 0;
}
#endif

#ifndef WITHOUT_RECOVERY
struct field {
  unsigned id, scope;
  long long timestamp, latency;
  int type, result;
  union { unsigned number; unsigned long long long_number; } value;
};

int nvmlDeviceGetFieldValues(device card, int count, struct field *fields) {
  for (int i = 0; i < count; i++) {
    long long action = fields[i].id == 230 ? number_of(index_of(card), "recovery", -1) : -1;
    fields[i].result = action < 0 ? 3 : 0;
    fields[i].value.number = action < 0 ? 0xffffffff : (unsigned)action;
  }
  return nvmlError(index_of(card), "field.error");
}
#endif

#ifndef WITHOUT_EVENTS
/* An event is delivered once: "event" is its serial number, "event.card" its card and "event.xid" its Xid. */
struct event {
  device card;
  unsigned long long type, data;
  unsigned instance, compute;
};

static unsigned registered;
static long long delivered;

int nvmlEventSetCreate(void **set) {
  *set = &registered;
  registered = 0;
  return (int)number("events.error", 0);
}

int nvmlEventSetFree(void *set) {
  (void)set;
  registered = 0;
  return 0;
}

int nvmlDeviceGetSupportedEventTypes(device card, unsigned long long *types) {
  *types = (unsigned long long)number_of(index_of(card), "events", 0x1f);
  return 0;
}

int nvmlDeviceRegisterEvents(device card, unsigned long long types, void *set) {
  (void)set;
  int error = (int)number_of(index_of(card), "register.error", 0);
  if (!error && types == 8) registered |= 1u << index_of(card);
  return error;
}

int nvmlEventSetWait_v2(void *set, struct event *event, unsigned milliseconds) {
  (void)set;
  for (unsigned waited = 0;; waited += 10) {
    int error = (int)number("wait.error", 0);
    if (error) return error;
    long long serial = number("event", 0);
    long long card = number("event.card", 0);
    if (serial > delivered && (card < 0 || registered & 1u << card)) {
      delivered = serial;
      event->card = (device)(long)(card + 1);
      event->type = (unsigned long long)number("event.type", 8);
      event->data = (unsigned long long)number("event.xid", 0);
      event->instance = event->compute = 0xffffffff;
      return 0;
    }
    if (waited >= milliseconds) return 10;
    usleep(10000);
  }
}
#endif
