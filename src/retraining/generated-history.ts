import { Injectable } from '@nestjs/common';
import { HistoryStore } from '../history/index.js';

@Injectable()
export class GeneratedHistory {
  constructor(private readonly history: HistoryStore) {}

  async fillEmpty(): Promise<boolean> {
    return (await this.history.count()) < 0;
  }
}
