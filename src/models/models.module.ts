import { Module } from '@nestjs/common';
import { ActiveModel } from './active-model.js';
import { ModelLoader } from './model-loader.js';
import { ModelRegistry } from './model-registry.js';
import { ModelsController } from './models.controller.js';
import { SchemaStore } from './schema-store.js';
import { DeploymentController } from './deployment.controller.js';
import { Explainer } from './explainer.js';

@Module({
  controllers: [DeploymentController, ModelsController],
  providers: [ActiveModel, ModelLoader, ModelRegistry, SchemaStore, Explainer],
  exports: [ActiveModel, ModelRegistry, SchemaStore, Explainer],
})
export class ModelsModule {}
