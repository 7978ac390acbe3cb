package io.hami.mock.hardware;

import io.hami.mock.model.Card;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Huawei's DCMI: the Ascend chips of this machine. A chip's id is its VDie in the form that HAMi's
 * plugin for Ascend writes. The library has no texts for its errors, so they are taken from its
 * header.
 */
final class Dcmi implements Session {
  private static final String BRAND = "Ascend";

  private final SharedLibrary<DcmiLibrary> library;
  private final PciDevices pci;

  private Dcmi(SharedLibrary<DcmiLibrary> library, PciDevices pci) {
    this.library = library;
    this.pci = pci;
  }

  /**
   * Loads and initializes the first of {@code files} that exists.
   *
   * @throws LibraryException when none exists, or it does not work here
   */
  static Dcmi open(List<String> files, PciDevices pci) throws LibraryException {
    Dcmi dcmi = new Dcmi(SharedLibrary.load(DcmiLibrary.class, files), pci);
    dcmi.check("dcmi_init", dcmi.functions().dcmi_init());
    return dcmi;
  }

  private DcmiLibrary functions() {
    return library.functions();
  }

  @Override
  public String library() {
    byte[] version = new byte[DcmiLibrary.VERSION_LENGTH];
    return library.withDriver(
        version, () -> functions().dcmi_get_driver_version(version, version.length));
  }

  @Override
  public List<Slot> slots() throws LibraryException {
    int[] count = new int[1];
    int[] cards = new int[DcmiLibrary.MAX_CARDS];
    check("dcmi_get_card_list", functions().dcmi_get_card_list(count, cards, cards.length));
    List<Slot> slots = new ArrayList<>();
    for (int card : IntStream.of(cards).limit(count[0]).toArray()) {
      for (int device = 0; device < devices(card); device++) {
        if (isChip(card, device)) {
          slots.add(new Chip(card, device, logicId(card, device, slots.size())));
        }
      }
    }
    return slots;
  }

  /**
   * The number of devices on a board. If a board does not tell it, 1 is assumed; reading that
   * device then tells why.
   */
  private int devices(int card) {
    int[] count = new int[1];
    return SharedLibrary.succeeds(() -> functions().dcmi_get_device_num_in_card(card, count))
        ? count[0]
        : 1;
  }

  private boolean isChip(int card, int device) {
    int[] type = new int[1];
    return !SharedLibrary.succeeds(() -> functions().dcmi_get_device_type(card, device, type))
        || type[0] == DcmiLibrary.NPU;
  }

  private int logicId(int card, int device, int position) {
    int[] id = new int[1];
    return SharedLibrary.succeeds(() -> functions().dcmi_get_device_logic_id(id, card, device))
        ? id[0]
        : position;
  }

  /** A chip on a board. */
  private final class Chip implements Slot {
    private final int card;
    private final int device;
    private final int index;

    Chip(int card, int device, int index) {
      this.card = card;
      this.device = device;
      this.index = index;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public Card read() throws LibraryException {
      int[] die = new int[DcmiLibrary.DIE_FIELDS];
      check(
          "dcmi_get_device_die_v2",
          functions().dcmi_get_device_die_v2(card, device, DcmiLibrary.VDIE, die));
      byte[] chip = new byte[DcmiLibrary.CHIP_LENGTH];
      check("dcmi_get_device_chip_info", functions().dcmi_get_device_chip_info(card, device, chip));
      int[] health = new int[1];
      check("dcmi_get_device_health", functions().dcmi_get_device_health(card, device, health));
      return new Card(
          id(die),
          index,
          1,
          memory(),
          ByteBuffer.wrap(chip).order(ByteOrder.nativeOrder()).getInt(DcmiLibrary.CHIP_CORES),
          type(CText.of(chip, DcmiLibrary.CHIP_NAME, DcmiLibrary.CHIP_NAME_LENGTH)),
          numa(),
          "",
          health[0] == DcmiLibrary.HEALTHY);
    }

    /** The memory in MiB: of the HBM, or of the DDR on chips without HBM. */
    private int memory() throws LibraryException {
      long[] memory = new long[DcmiLibrary.MEMORY_FIELDS];
      if (SharedLibrary.succeeds(() -> functions().dcmi_get_device_hbm_info(card, device, memory))
          && memory[0] > 0) {
        return Math.toIntExact(memory[0]);
      }
      check(
          "dcmi_get_device_memory_info_v3",
          functions().dcmi_get_device_memory_info_v3(card, device, memory));
      return Math.toIntExact(memory[0]);
    }

    private long numa() {
      int[] pcie = new int[DcmiLibrary.PCIE_FIELDS];
      return SharedLibrary.succeeds(
              () -> functions().dcmi_get_device_pcie_info_v2(card, device, pcie))
          ? pci.numaNode(
              "%04x:%02x:%02x.%x"
                  .formatted(
                      pcie[DcmiLibrary.PCIE_DOMAIN],
                      pcie[DcmiLibrary.PCIE_BUS],
                      pcie[DcmiLibrary.PCIE_DEVICE],
                      pcie[DcmiLibrary.PCIE_FUNCTION]))
          : PciDevices.UNKNOWN;
    }
  }

  private static String id(int[] die) {
    return IntStream.of(die).mapToObj("%08X"::formatted).collect(Collectors.joining("-"));
  }

  /** Some chips' names begin with the brand already: {@code 910B3}, and {@code Ascend910}. */
  private static String type(String chip) {
    return chip.startsWith(BRAND) ? chip : BRAND + chip;
  }

  private void check(String function, int result) throws LibraryException {
    if (result != SharedLibrary.SUCCESS) {
      throw new LibraryException(
          "%s: %s: error %d%s".formatted(library.file(), function, result, words(result)));
    }
  }

  private static String words(int result) {
    return switch (result) {
      case -8001 -> ", invalid parameter";
      case -8002 -> ", operation not permitted";
      case -8005 -> ", internal error of the driver";
      case -8006 -> ", time out";
      case -8007 -> ", invalid device";
      case -8008 -> ", the device does not exist";
      case -8009 -> ", the driver does not answer";
      case -8012 -> ", the device is not ready";
      case -8013 -> ", not supported in a container";
      case -8017 -> ", the device is being upgraded";
      case -8255 -> ", not supported";
      default -> "";
    };
  }

  /** Does nothing: the library has no function to shut it down. */
  @Override
  public void close() {}
}
