package io.hami.mock.simulator;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The two threads of an embedded kubelet: {@code embedded-kubelet-io} does the network I/O, {@code
 * embedded-kubelet} does the rest, one task after another, as a real kubelet does under its mutex.
 * Both threads survive the kubelet's restarts.
 */
final class KubeletThreads implements AutoCloseable {
  private final EventLoopGroup io =
      new MultiThreadIoEventLoopGroup(1, named("embedded-kubelet-io"), NioIoHandler.newFactory());
  private final ScheduledThreadPoolExecutor work =
      new ScheduledThreadPoolExecutor(1, named("embedded-kubelet"));

  KubeletThreads() {
    work.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    work.setRemoveOnCancelPolicy(true);
  }

  EventLoopGroup io() {
    return io;
  }

  ScheduledThreadPoolExecutor work() {
    return work;
  }

  void after(Duration delay, Runnable task) {
    var _ = work.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    work.close();
    io.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static ThreadFactory named(String name) {
    return Thread.ofPlatform().daemon().name(name).factory();
  }
}
