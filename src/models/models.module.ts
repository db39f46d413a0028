import { Module } from '@nestjs/common';
import { ActiveModel } from './active-model.js';
import { ModelRegistry } from './model-registry.js';
import { ModelsController } from './models.controller.js';
import { SchemaStore } from './schema-store.js';
import { Explainer } from './explainer.js';

@Module({
  controllers: [ModelsController],
  providers: [ActiveModel, ModelRegistry, SchemaStore, Explainer],
  exports: [ActiveModel, ModelRegistry, SchemaStore, Explainer],
})
export class ModelsModule {}
