package io.hami.mock.hardware;

import com.sun.jna.Library;
import com.sun.jna.ptr.PointerByReference;

/** The part of {@code rocm_smi.h} that is used. The library writes to the arrays. */
@SuppressWarnings("MemberName") // as the library has them
interface RocmSmiLibrary extends Library {
  /** {@code rsmi_sw_component_t}. */
  int DRIVER = 0;

  /** {@code rsmi_memory_type_t}: all memory, not only the part that the host can see. */
  int VRAM = 0;

  /** Initializes all cards of the vendor. */
  long NO_FLAGS = 0;

  int TEXT_LENGTH = 256;

  int rsmi_init(long flags);

  int rsmi_shut_down();

  int rsmi_status_string(int status, PointerByReference text);

  int rsmi_version_str_get(int component, byte[] version, int length);

  int rsmi_num_monitor_devices(int[] count);

  int rsmi_dev_vendor_id_get(int device, short[] id);

  int rsmi_dev_unique_id_get(int device, long[] id);

  int rsmi_dev_serial_number_get(int device, byte[] serial, int length);

  int rsmi_dev_name_get(int device, byte[] name, long length);

  int rsmi_dev_memory_total_get(int device, int type, long[] bytes);

  int rsmi_topo_numa_affinity_get(int device, int[] node);
}
