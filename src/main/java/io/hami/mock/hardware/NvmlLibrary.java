package io.hami.mock.hardware;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@code nvml.h} that is used. The library writes to the arrays: one element for each
 * field.
 */
@SuppressWarnings("MemberName") // as the library has them
interface NvmlLibrary extends Library {
  /** {@code NVML_DEVICE_UUID_V2_BUFFER_SIZE} and {@code NVML_DEVICE_NAME_V2_BUFFER_SIZE}. */
  int TEXT_LENGTH = 96;

  /** {@code nvmlMemory_t}: total, free and used bytes. */
  int MEMORY_FIELDS = 3;

  /** {@code nvmlPciInfo_t}: 16 characters and five integers, then the address. */
  int PCI_ADDRESS = 36;

  int PCI_ADDRESS_LENGTH = 32;
  int PCI_LENGTH = PCI_ADDRESS + PCI_ADDRESS_LENGTH;

  int nvmlInit_v2();

  int nvmlShutdown();

  @Nullable String nvmlErrorString(int result);

  int nvmlSystemGetDriverVersion(byte[] version, int length);

  int nvmlDeviceGetCount_v2(int[] count);

  int nvmlDeviceGetHandleByIndex_v2(int index, PointerByReference device);

  int nvmlDeviceGetUUID(Pointer device, byte[] uuid, int length);

  int nvmlDeviceGetName(Pointer device, byte[] name, int length);

  int nvmlDeviceGetMemoryInfo(Pointer device, long[] memory);

  int nvmlDeviceGetMigMode(Pointer device, int[] current, int[] pending);

  int nvmlDeviceGetPciInfo_v3(Pointer device, byte[] pci);

  int nvmlDeviceGetFieldValues(Pointer device, int count, Pointer values);

  int nvmlEventSetCreate(PointerByReference set);

  int nvmlEventSetFree(Pointer set);

  int nvmlDeviceGetSupportedEventTypes(Pointer device, LongByReference types);

  int nvmlDeviceRegisterEvents(Pointer device, long types, Pointer set);

  int nvmlEventSetWait_v2(Pointer set, Pointer data, int milliseconds);
}
