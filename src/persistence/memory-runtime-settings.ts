import { PersistenceError } from '../errors/index.ts';
import type { RuntimeSettings } from '../ports/runtime-settings.ts';
import { type SettingRow, settingCodec } from './records/log-records.ts';

/** {@link RuntimeSettings} in memory. */
export function memoryRuntimeSettings(): RuntimeSettings {
  const settings = new Map<string, SettingRow>();
  return {
    async get(key) {
      const row = settings.get(key);
      return row === undefined ? null : settingCodec.read(row);
    },
    async all() {
      return [...settings.values()]
        .sort((one, other) => (one.key < other.key ? -1 : 1))
        .map((row) => settingCodec.read(row));
    },
    async set({ key, value, at, by, expectedVersion }) {
      const version = settings.get(key)?.version ?? 0;
      if (expectedVersion !== undefined && expectedVersion !== version) throw changedMeanwhile(key, expectedVersion);
      const row = settingCodec.write({ key, value, version: version + 1, updatedAt: at, updatedBy: by });
      settings.set(row.key, row);
      return settingCodec.read(row);
    },
  };
}

/** What says that a setting is not as its writer has seen it. */
export function changedMeanwhile(key: string, expectedVersion: number): PersistenceError {
  return new PersistenceError(`The setting "${key}" is not at version ${expectedVersion} any more. Read it again.`, {
    code: 'store/conflict',
    details: { key, expectedVersion },
  });
}
