import { Module } from '@nestjs/common';
import { ActiveModel } from './active-model.js';
import { ModelRegistry } from './model-registry.js';
import { ModelsController } from './models.controller.js';
import { SchemaStore } from './schema-store.js';

@Module({
  controllers: [ModelsController],
  providers: [ActiveModel, ModelRegistry, SchemaStore],
  exports: [ActiveModel, ModelRegistry, SchemaStore],
})
export class ModelsModule {}
