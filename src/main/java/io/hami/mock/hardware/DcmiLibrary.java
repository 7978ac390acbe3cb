package io.hami.mock.hardware;

import com.sun.jna.Library;

/**
 * The part of {@code dcmi_interface_api.h} that is used. The library writes to the arrays: one
 * element for each field. A card is a board; its devices are chips and a controller.
 */
@SuppressWarnings("MemberName") // as the library has them
interface DcmiLibrary extends Library {
  int MAX_CARDS = 64;

  /** {@code dcmi_unit_type}: a chip, not the board's controller. */
  int NPU = 0;

  /** {@code dcmi_die_type}: the one that identifies a chip. */
  int VDIE = 1;

  /** {@code dcmi_die_id}. */
  int DIE_FIELDS = 5;

  /** {@code dcmi_chip_info}: type, name and version of 32 characters each, AI cores. */
  int CHIP_NAME = 32;

  int CHIP_NAME_LENGTH = 32;
  int CHIP_CORES = 96;

  /** At least as long as {@code dcmi_chip_info_v2}. */
  int CHIP_LENGTH = 256;

  /**
   * {@code dcmi_hbm_info} has 32 bytes, {@code dcmi_get_memory_info_stru} 112; both begin with the
   * MiB.
   */
  int MEMORY_FIELDS = 32;

  /** {@code dcmi_pcie_info_all}: four ids, then domain, bus, device, function, reserve. */
  int PCIE_FIELDS = 16;

  int PCIE_DOMAIN = 4;
  int PCIE_BUS = 5;
  int PCIE_DEVICE = 6;
  int PCIE_FUNCTION = 7;

  int VERSION_LENGTH = 256;

  /** Other values are minor, major and critical alarms, and a missing device. */
  int HEALTHY = 0;

  int dcmi_init();

  int dcmi_get_driver_version(byte[] version, int length);

  int dcmi_get_card_list(int[] count, int[] cards, int length);

  int dcmi_get_device_num_in_card(int card, int[] count);

  int dcmi_get_device_logic_id(int[] id, int card, int device);

  int dcmi_get_device_type(int card, int device, int[] type);

  int dcmi_get_device_die_v2(int card, int device, int type, int[] die);

  int dcmi_get_device_chip_info(int card, int device, byte[] chip);

  int dcmi_get_device_hbm_info(int card, int device, long[] memory);

  int dcmi_get_device_memory_info_v3(int card, int device, long[] memory);

  int dcmi_get_device_health(int card, int device, int[] health);

  int dcmi_get_device_pcie_info_v2(int card, int device, int[] pcie);
}
